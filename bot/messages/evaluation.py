"""Every sentence that a reader of `wenju eval` reads, in Chinese and English."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from retrieval.errors import MeasuresMissing, QuestionsFileError


class EvaluationTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in."""

    questions: str
    recall: str
    mrr: str
    visible_first: str
    visible_three: str
    marked: str
    kept: str
    refused: str
    auroc: str
    latency: str
    absent: str
    asking: str
    expected: str
    nothing: str
    joiner: str
    misses: Mapping[str, str]
    line: str
    file: str
    faults: Mapping[str, str]
    types: Mapping[str, str]
    measures_missing: str

    def error(
        self, error: MeasuresMissing | QuestionsFileError, told: Callable[[str], str] = str
    ) -> str:
        """What to tell a person of `error`, in one line; a reason is `told` in their words."""
        if isinstance(error, MeasuresMissing):
            return self.measures_missing
        wanted = self.types.get(error.detail, "")
        reason = self.faults[error.fault].format(detail=told(error.detail), type=wanted)
        place = self.line if error.line else self.file
        return place.format(path=error.path, line=error.line, reason=reason)


ZH = EvaluationTexts(
    questions="{questions} 个问题：{answerable} 个文档里有答案，{others} 个没有",
    recall="R@{cutoff}：正确的文档在前 {cutoff} 名",
    mrr="MRR@10：正确文档名次的倒数",
    visible_first="第一条原文里看得到答案",
    visible_three="前三条原文里看得到答案",
    marked="第一条原文里标出的句子含有答案",
    kept="有答案的问题，没有拒答",
    refused="没有答案的问题，拒答",
    auroc="置信度的 AUROC：有答案的高于没有答案的",
    latency="毫秒一问：p50（p99 为 {p99}）",
    absent="有 {count} 个问题的文档不在文件夹里，例如 {path}（问题 {id}）。",
    asking="提问",
    expected="应为：{answers}（{path}）",
    nothing="什么也没有找到",
    joiner="；",
    misses={
        "document": "文档不在第一名（名次：{rank}）",
        "answer": "第一条原文里没有答案",
        "refused": "误拒（置信度 {confidence:.3f}）",
        "kept": "应拒未拒（置信度 {confidence:.3f}）",
    },
    line="{path} 第 {line} 行：{reason}",
    file="{path}：{reason}",
    faults={
        "unreadable": "读不了：{detail}",
        "empty": "没有问题",
        "not_utf8": "不是 UTF-8",
        "not_json": "不是 JSON",
        "not_object": "不是 JSON 对象",
        "missing": "缺少 “{detail}”",
        "wrong_type": "“{detail}” 应为{type}",
        "duplicate": "编号 “{detail}” 已经用过",
    },
    types={
        "id": "非空的文字",
        "question": "非空的文字",
        "answers": "非空文字的列表",
        "document": "文件路径或 null",
    },
    measures_missing="缺少评测用的程序库，请在本项目的文件夹里运行：pip install -e '.[eval]'",
)

EN = EvaluationTexts(
    questions="Questions: {questions}, of them {answerable} with an answer in the documents, "
    "{others} without",
    recall="R@{cutoff}: the right document is among the first {cutoff}",
    mrr="MRR@10: one over the rank of the right document",
    visible_first="answer visible in the first excerpt",
    visible_three="answer visible in the first three excerpts",
    marked="answer visible in what is marked in the first excerpt",
    kept="kept, of questions with an answer",
    refused="refused, of questions without an answer",
    auroc="AUROC of confidence: with an answer above without",
    latency="ms a question: p50 (p99 is {p99})",
    absent="Questions that name a document which is not in the folder: {count}, for example {path} "
    "(question {id}).",
    asking="asking",
    expected="expected: {answers} ({path})",
    nothing="nothing was found",
    joiner="; ",
    misses={
        "document": "the document is not first (rank: {rank})",
        "answer": "no answer in the first excerpt",
        "refused": "refused by mistake (confidence {confidence:.3f})",
        "kept": "kept by mistake (confidence {confidence:.3f})",
    },
    line="{path}, line {line}: {reason}",
    file="{path}: {reason}",
    faults={
        "unreadable": "cannot be read: {detail}",
        "empty": "no questions",
        "not_utf8": "not UTF-8",
        "not_json": "not JSON",
        "not_object": "not a JSON object",
        "missing": '"{detail}" is missing',
        "wrong_type": '"{detail}" must be {type}',
        "duplicate": 'the id "{detail}" stands on an earlier line',
    },
    types={
        "id": "text, not empty",
        "question": "text, not empty",
        "answers": "a list of texts, none empty",
        "document": "the path of a file, or null",
    },
    measures_missing="The library of measures is missing; in the project's folder: pip install -e '.[eval]'",
)
