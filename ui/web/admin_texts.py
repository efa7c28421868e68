"""Every word of the operator's page, as in :mod:`ui.web.texts`."""

from __future__ import annotations

from ui.web.languages import LANGUAGES, Language
from ui.web.said import Said
from ui.web.texts import Texts


class AdminTexts(Texts):
    """The page's words in one language, and those of every page of ours."""

    admin = Said("管理", "Administration")
    token = Said("管理口令", "Token")
    log_in = Said("登录", "Log in")
    log_out = Said("退出", "Log out")
    wrong_token = Said("口令不对。", "The token is wrong.")
    too_many_tries = Said("尝试太多，请一分钟后再试。", "Too many tries; please try again in a minute.")
    log_in_again = Said("请重新登录。", "Please log in again.")
    no_form = Said("表单已过期，请回到管理页重试。", "The form has expired; go back to the page and try again.")
    to_admin = Said("返回管理", "Back to administration")

    answers = Said("回答", "Answers")
    answers_on = Said("正在回答提问。", "Questions are being answered.")
    answers_off = Said("回答已停，访客看到的是：", "Answers are off; visitors see:")
    notice_words = Said("给访客的告示", "Notice to visitors")
    turn_off = Said("停止回答", "Turn answers off")
    turn_on = Said("恢复回答", "Turn answers on")
    turned_off = Said("已停止回答。", "Answers are off.")
    turned_on = Said("已恢复回答。", "Answers are on.")

    build = Said("构建索引", "Building the index")
    build_hint = Said(
        "放入或更正文件后构建一次；完成后自动启用，不必重启。没有改动的文件不重算。",
        "Build once files were loaded or corrected; the new index is used by itself, without a restart. What did not change is not computed again.",
    )
    build_it = Said("开始构建", "Start a build")
    build_started = Said("构建已开始。", "The build has started.")
    build_runs = Said("已有一个构建在进行。", "A build is running already.")
    build_running = Said("构建中，已 {seconds} 秒。{line}", "Building for {seconds} s. {line}")
    build_none = Said("还没有从这里构建过。", "Nothing has been built from here yet.")
    build_done = Said("上次构建（{ended}）完成：{said}", "The last build ({ended}) is done: {said}")
    build_failed = Said("上次构建（{ended}）失败：{said}", "The last build ({ended}) failed: {said}")
    refresh = Said("刷新", "Refresh")
    skipped = Said("跳过的文件", "Files that were skipped")
    none_skipped = Said("没有跳过的文件。", "None was skipped.")

    load = Said("放入文件", "Load files")
    load_hint = Said("支持 {formats}，一次合计不超过 {size} MB。", "{formats}; up to {size} MB at a time.")
    choose_files = Said("选择文件", "Choose files")
    replace_same = Said("替换同名文件", "Replace files of the same name")
    load_them = Said("放入", "Load")
    loaded = Said("已放入：{names}。请构建索引。", "Loaded: {names}. Build the index now.")
    nothing_chosen = Said("没有选择文件。", "No file was chosen.")

    files = Said("文件：已入索引 {n} 份", "Documents in the index: {n}")
    files_unread = Said("，未入索引 {n} 个", "; files not in it: {n}")
    find_file = Said("查找文件名或标题", "Search names and titles")
    first_files = Said("只列前 {n} 份，请用查找缩小范围。", "The first {n} are listed; search to see others.")
    no_files = Said("没有文件。", "No files.")
    not_built = Said("未入索引", "not in the index")
    no_longer_there = Said("文件已不在，下次构建时移除", "the file is gone; the next build removes it")
    correct = Said("更正", "Correct")
    correct_it = Said("更正 {file}", "Correct {file}")
    corrected = Said("已有更正", "corrected")
    as_read = Said("现为：{value}", "Now: {value}")
    empty_field = Said("（空）", "(empty)")
    correct_hint = Said(
        "只填要更正的；留空则以读到的为准。保存后写入 manifest.toml，构建后生效。",
        "Fill in only what is wrong; empty fields stay as they are read. It is written to manifest.toml and holds after the next build.",
    )
    field_title = Said("标题", "Title")
    field_issuer = Said("发布单位", "Issued by")
    field_published = Said("发布日期（如 2023-07-03）", "Published (such as 2023-07-03)")
    field_region = Said("地区", "Place")
    field_kind = Said("类别", "Kind")
    field_years = Said("年份（如 2022、2023）", "Years (such as 2022, 2023)")
    field_status = Said("状态", "Status")
    field_superseded_by = Said("已被取代（标题或文件名）", "Superseded by (title or file)")
    status_valid = Said("有效", "in force")
    status_expired = Said("已失效", "no longer in force")
    unchanged = Said("不更正", "as it is read")
    save = Said("保存", "Save")
    saved = Said("已保存 {file} 的更正。请构建索引。", "The correction of {file} is saved. Build the index now.")
    no_such_file = Said("没有这个文件。", "There is no such file.")

    opinions = Said("反馈与答错的提问", "Feedback and failed questions")
    opinions_hint = Said(
        "只有访客自己提交的反馈，不含身份；点类别看提问。其余提问，包括没有答上的，一概不保存，这里看不到；要收集，请访客点“有误”。",
        "Only what visitors sent themselves; choose a kind to read the questions. No other question is kept, refused ones included, so none is shown here: ask visitors to press “Wrong”.",
    )
    opinion_useful = Said("有用", "useful")
    opinion_wrong = Said("有误：{reason}", "wrong: {reason}")
    after_answer = Said("（有回答）", " (was answered)")
    after_refusal = Said("（被拒答）", " (was refused)")
    no_opinions = Said("还没有反馈。", "No feedback yet.")
    last_ones = Said("最近 {n} 条", "The last {n}")
    remark = Said("说明：{note}", "Remark: {note}")
    unreasoned = Said("未说明", "no reason given")

    def opinion(self, verdict: str, reason: str, refused: bool) -> str:
        """A kind of feedback in words."""
        why = {
            "figure": self.reason_figure, "time": self.reason_time, "source": self.reason_source,
            "beside": self.reason_beside, "missing": self.reason_missing, "other": self.reason_other,
        }.get(reason, self.unreasoned)  # fmt: skip
        words = self.opinion_useful if verdict == "useful" else self.opinion_wrong.format(reason=why)
        return words + (self.after_refusal if refused else self.after_answer)


ADMIN_TEXTS: dict[Language, AdminTexts] = {language: AdminTexts(language) for language in LANGUAGES}
