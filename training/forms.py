"""Learn what sort of answer a question wants: ``python -m training.forms``. Writes rag/forms.npz; a minute on two cores.

Multinomial logistic regression over the bundled model's question vectors, on the training plans' questions; accuracy on the calibration
plans' is printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from index.embedding import SentenceTransformerEmbeddings
from rag.forms import FORMS, Form
from rag.language import plain
from training import linear

ROOT = Path(__file__).parent
FORM_OF: dict[str, Form] = {
    "target": "single", "actual": "single", "fact": "single", "list": "list", "compare": "compare", "multi": "several",
    "overview": "overview", "meta": "about",
}  # fmt: skip
"""Kinds of question; the others (follow-ups, near misses, off topic) have no form of their own."""


SUBJECTS = (
    "教育 上学 学校 幼儿园 看病 医院 医疗卫生 养老 老年人 托育 住房 保障房 老旧小区 城中村 就业 找工作 创业 社保 停车 公交 地铁 修路 交通 高铁 机场 "
    "环境保护 空气 治水 垃圾分类 绿化 公园 文化 旅游 体育 农业 农村 乡村振兴 粮食 扶贫 工业 制造业 科技 创新 人才 招商引资 营商环境 外贸 消费 "
    "数字经济 人工智能 低空经济 金融 财政 税收 安全生产 治安 消防 食品安全 法治政府 政府自身建设 能源 燃气 供水 残疾人 儿童 妇女 退役军人"
).split()
ASKED = ("{}", "{}怎么样", "总结一下{}")
"""A bare subject asks for what there is on it. Few of the written questions are so short."""


def more() -> Iterator[tuple[str, Form]]:
    """Questions of forms that the written sets have few of, about no plan in particular."""
    for line in (ROOT / "questions" / "forms.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield plain(row["question"]), row["form"]


def bare_subjects() -> Iterator[tuple[str, Form]]:
    yield from ((asked.format(subject), "overview") for subject in SUBJECTS for asked in ASKED)


def questions(part: str) -> Iterator[tuple[str, Form]]:
    for path in sorted((ROOT / "questions" / part).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] in FORM_OF:
                yield plain(row["question"]), FORM_OF[row["kind"]]


def fit(vectors: torch.Tensor, labels: torch.Tensor, decay: float = 2e-3, steps: int = 200) -> torch.nn.Linear:
    """The layer for vectors as they are."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(vectors.shape[1], len(FORMS))

    def loss(found: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.cross_entropy(found, labels)

    return linear.learn(layer, vectors, vectors.mean(0), vectors.std(0), loss, decay, steps)


def main() -> None:
    embeddings = SentenceTransformerEmbeddings()
    data = {}
    for part in ("train", "calibrate"):
        added = (*more(), *bare_subjects()) if part == "train" else ()
        texts, forms = zip(*questions(part), *added, strict=True)
        data[part] = torch.from_numpy(embeddings.queries(list(texts))), torch.tensor([FORMS.index(f) for f in forms])
    layer = fit(*data["train"])
    for part, (vectors, labels) in data.items():
        found = layer(vectors).argmax(1)
        each = {f: round(float((found == labels)[labels == i].float().mean()), 3) for i, f in enumerate(FORMS)}
        print(part, len(labels), "accuracy", round(float((found == labels).float().mean()), 3), each)
    np.savez(
        ROOT.parent / "rag" / "forms.npz",
        weights=layer.weight.detach().numpy().astype(np.float32), bias=layer.bias.detach().numpy().astype(np.float32),
    )  # fmt: skip


if __name__ == "__main__":
    main()
