"""The words of the tab of commitments."""

from __future__ import annotations

from ui.web.said import Said, Spoken


class LedgerTexts(Spoken):
    """Part of :class:`ui.web.texts.Texts`."""

    # finding
    search = Said("搜索", "Search")
    search_hint = Said("如：{words}", "e.g. {words}")
    working = Said("正在查找…", "Searching…")
    staff_door = Said("工作人员登记进展", "Staff: fill in the status")
    subject = Said("领域", "Subject")
    kind = Said("性质", "Kind")
    type = Said("类型", "Type")
    figure = Said("数字", "Figure")
    action = Said("行动", "Action")
    year = Said("年份", "Year")
    region = Said("地区", "Region")
    section = Said("章节", "Section")
    document = Said("文件", "Document")
    any = Said("全部", "All")
    no_conditions = Said("清除条件", "Clear filters")
    view = Said("看法", "View")
    as_table = Said("表格", "Table")
    as_plot = Said("去年完成与今年目标", "Last year's result, this year's target")
    as_kept = Said("目标与来年结果", "Target and what came of it")
    link_to_rows = Said("复制链接", "Copy link")
    as_csv = Said("下载 CSV", "Download CSV")
    as_xlsx = Said("下载 Excel", "Download Excel")

    # the table
    order_by = Said("排序", "Sort by")
    indicator = Said("指标或事项", "Indicator or action")
    value = Said("数值", "Value")
    rows = Said("点一行看原句，点表头排序。共 {n} 条", "Open a row for its sentence, a heading to sort. {n} rows")
    first_rows = Said("，先列 {n} 条", ", the first {n} shown")
    more = Said("再列 {n} 条", "{n} more")
    no_rows = Said("没有符合条件的内容，请放宽条件", "No row matches; loosen the filters")
    one_year = Said("{years}年{period}", "{years} {period}")

    # side by side
    plot_note = Said(
        "并排的两个数来自同一份计划：上一年的完成数和下一年的目标。这不是目标的完成情况。",
        "Both figures are of one plan: the result of the year before and the target of the year ahead. This is not whether a target was met.",
    )
    kept_note = Said(
        "一份计划的目标，对照同一地区后来的文件报告的同一年的数。按指标名称自动对应，口径可能不同，请看两边的原句。",
        "A plan's target beside what a later document of the region reports for the same year. Matched by the indicator's name: read both sentences, they may count differently.",
    )
    pairs = Said(
        "点一条看原句。共 {n} 对同一指标的完成数与目标数", "Open one for its sentence. {n} pairs of result and target"
    )
    no_pairs = Said(
        "没有可对照的指标：同一份文件里须既有完成数又有目标数",
        "Nothing to compare: a document must give both result and target",
    )
    no_kept = Said(
        "没有可对照的目标：须有同一地区后一年的文件，报告这些目标的结果",
        "Nothing to compare: it takes a document of the same region and the year after, which reports the results",
    )
    kept_count = Said(
        "到期的目标 {all} 项，在后来的文件里找到 {n} 项的数",
        "{all} targets were due; later documents give the figure of {n}",
    )
    untold = Said(
        "没有找到对应数字的目标 {n} 项（不等于没有做到）",
        "{n} targets without a figure found (which is not to say they were missed)",
    )
    told_by = Said("结果见：{title}", "Result reported in: {title}")
    result = Said("结果", "result")
    higher = Said("目标比完成数高 {gap}（推算）", "The target is {gap} higher than the result (worked out)")
    lower = Said("目标比完成数低 {gap}（推算）", "The target is {gap} lower than the result (worked out)")
    same = Said("目标与完成数相同（推算）", "Target and result are the same (worked out)")
    deeper = Said(
        "目标的降幅比完成数大 {gap}（推算）", "The target is a fall {gap} deeper than the result (worked out)"
    )
    flatter = Said(
        "目标的降幅比完成数小 {gap}（推算）", "The target is a fall {gap} smaller than the result (worked out)"
    )
    result_higher = Said("结果比目标高 {gap}（推算）", "The result is {gap} higher than the target (worked out)")
    result_lower = Said("结果比目标低 {gap}（推算）", "The result is {gap} lower than the target (worked out)")
    result_same = Said("结果与目标相同（推算）", "The result equals the target (worked out)")
    result_deeper = Said(
        "结果的降幅比目标大 {gap}（推算）", "The result is a fall {gap} deeper than the target (worked out)"
    )
    result_flatter = Said(
        "结果的降幅比目标小 {gap}（推算）", "The result is a fall {gap} smaller than the target (worked out)"
    )
    roughly = Said("约", "about ")
    points = Said("个百分点", " percentage points")

    # one row
    deadline = Said("期限：{words}", "Deadline: {words}")
    responsible = Said("责任单位：{words}", "Responsible: {words}")
    subjects = Said("领域：{words}", "Subject: {words}")
    told_later = Said("后来的文件报告的结果", "What a later document reports")
    series = Said("历年", "Through the years")
    series_of = Said("指标与文件", "Indicator and document")
    row_empty = Said(
        "点表中一行，这里显示原文，并标出那句话。", "Open a row: the text appears here with its sentence marked."
    )

    # what staff fill in
    state = Said("进展", "Status")
    done = Said("已完成", "done")
    under_way = Said("进行中", "under way")
    not_told = Said("未提及", "not told")
    unfilled = Said("未登记", "not filled in")
    remark = Said("备注", "Note")
    noted_on = Said("登记于 {day}", "Filled in on {day}")
    keep_it = Said("保存", "Save")
    stored = Said("已保存", "Saved")
    staff = Said("工作人员口令", "Token of staff")
    enter = Said("进入", "Enter")
    leave = Said("退出", "Leave")
    admitted = Said("已进入，打开一行即可登记进展", "You are in: open a row to fill in its status")
    changed = Said("文件已更新，请重新打开这一行", "The documents have changed: open the row again")
    wrong_token = Said("口令不对", "Wrong token")
