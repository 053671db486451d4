"""What is said of the cluster that ranks, to its owner and to who asks, in Chinese and English."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from retrieval.errors import (
    EngineBusy,
    EngineError,
    EngineForbidden,
    EngineForeign,
    EngineFull,
    EngineMisconfigured,
    EngineMismatched,
    EngineNeedsLibrary,
    EngineNotLoaded,
    EnginePassing,
    EngineRed,
    EngineRefused,
    EngineRejected,
    EngineSlow,
    EngineUnreachable,
    EngineUntrusted,
)


class EngineTexts(NamedTuple):
    """The sentences of one language. Braces name what `str.format` fills in.

    `settings` are those of a setting that cannot be used, by its fault; `reasons` stand under the
    system's own words for them. `ask_` are for who asks, the others for the owner.
    """

    cluster: str
    unreachable: str
    untrusted: str
    slow: str
    red: str
    busy: str
    full: str
    refused: str
    forbidden: str
    not_loaded: str
    incomplete: str
    mismatched: str
    foreign: str
    unknown: str
    rejected: str
    needs: str
    newer: str
    again: str
    settings: Mapping[str, str]
    reasons: Mapping[str, str]
    ask_later: str
    ask_soon: str
    ask_owner: str

    def error(
        self, error: EngineError, newer: int | None = None, told: Callable[[str], str] = str
    ) -> str:
        """What to tell the owner: which node, what is wrong and what to do, in one line.

        A reason of the system is `told` in the reader's words. `newer` is how many files of the folder are newer than what answers; None if nothing does.
        """
        reason = error.reason or self.unknown
        told_reason = self.reasons.get(reason) or told(reason)
        facts = vars(error) | {"node": error.node or self.cluster, "reason": told_reason}
        said = self._sentence(error).format(**facts)
        return said + self.newer.format(newer=newer) if newer else said

    def _sentence(self, error: EngineError) -> str:
        if isinstance(error, EngineMisconfigured):
            return self.settings[error.fault]
        if isinstance(error, EngineNotLoaded) and error.reason:
            return self.incomplete
        sentences = {
            EngineUnreachable: self.unreachable,
            EngineUntrusted: self.untrusted,
            EngineSlow: self.slow,
            EngineRed: self.red,
            EngineBusy: self.busy,
            EngineFull: self.full,
            EngineRefused: self.refused,
            EngineForbidden: self.forbidden,
            EngineNotLoaded: self.not_loaded,
            EngineMismatched: self.mismatched,
            EngineForeign: self.foreign,
            EngineRejected: self.rejected,
            EngineNeedsLibrary: self.needs,
        }
        return sentences[type(error)]

    def for_asker(self, error: EngineError) -> str:
        """What to tell somebody who asks, and can do nothing about it."""
        match error:
            case EngineBusy():
                return self.ask_soon
            case EnginePassing():
                return self.ask_later
            case _:
                return self.ask_owner


ZH = EngineTexts(
    cluster="OpenSearch",
    unreachable="{node} 连不上（{reason}）。请查看节点是否在运行、网络是否通；恢复后不必重启本程序。",
    untrusted="{node} 的证书不受信任（{reason}）。请把签发它的 CA 证书文件写进 WENJU_OPENSEARCH_CA_FILE。",
    slow="{node} 在 {reason} 秒内没有回答。请查看它的负载，或调高 WENJU_OPENSEARCH_TIMEOUT。",
    red="{node} 报告：有分片不在任何节点上（red），或节点之间没有连上。请启动缺少的节点；恢复后不必重启本程序。",
    busy="{node} 忙不过来（429）。请稍后再试；若经常如此，请增加节点或内存。",
    full="{node}：磁盘将满，集群已停止写入，提问不受影响。请清理磁盘或增加节点，之后再运行一次。",
    refused="{node} 不认这个用户名或密码。请检查 WENJU_OPENSEARCH_USER_FILE 和 WENJU_OPENSEARCH_PASSWORD_FILE 所指的文件。",
    forbidden="{node}：这个用户没有所需的权限。请给它相应索引的读写权限。",
    not_loaded="{node} 里还没有这个文档库。请先运行 wenju index。",
    incomplete="{node} 里的文档库不完整（{reason}）。请运行 wenju index 补齐。",
    mismatched="{node} 里的索引和本程序要用的不同（{reason}）。请运行 wenju engine --rebuild 重新建立。",
    foreign="{node} 不是本程序认得的 OpenSearch（版本：{reason}；认得 2.13 及以后的 2.x）。",
    unknown="不明",
    rejected="{node} 拒绝了请求（{reason}）。",
    needs="缺少程序库 opensearch-py，请在本项目的文件夹里运行：pip install -e '.[opensearch]'",
    again="OpenSearch 恢复了，提问照常回答。",
    newer="先用原有的索引回答，另有 {newer} 个文件有变动，尚未收录。",
    settings={
        "missing": "{name}：没有设置；应为节点的网址，用逗号隔开，形如 https://search1:9200",
        "address": "{name}：“{reason}” 不是网址，应形如 https://search1:9200",
        "credentials": "{name}：网址里不能有用户名和密码；请写进文件，用 {reason} 指定",
        "unreadable": "{name}：读不了：{reason}",
        "empty": "{name}：文件的第一行是空的：{reason}",
        "certificate": "{name}：不是 PEM 格式的证书：{reason}",
        "alone": "{name}：要和 {reason} 一起设置",
        "value": "{name}：不能是 {reason}",
    },
    reasons={
        "Connection refused": "拒绝连接",
        "Connection reset by peer": "连接被断开",
        "Name or service not known": "没有这个主机名",
        "Temporary failure in name resolution": "查不到主机名",
        "Network is unreachable": "网络不通",
        "No route to host": "到不了这台主机",
        "Bad Gateway": "中间的代理连不上它",
        "what it answers is no JSON": "回答的不是 JSON",
        "what it answers is no answer of OpenSearch": "回答的不是 OpenSearch 的内容",
        "it speaks no TLS; its address may begin with http://": "它不用 TLS，网址也许应以 http:// 开头",
        "self-signed certificate": "自签名证书",
        "self-signed certificate in certificate chain": "证书链中有自签名证书",
        "unable to get local issuer certificate": "不知道是谁签发的",
        "certificate has expired": "证书已过期",
    },
    ask_later="资料库暂时连不上，请过几分钟再问。",
    ask_soon="现在提问的人太多，请稍等片刻再问。",
    ask_owner="资料库现在用不了，要等管理员处理好才能回答。",
)

EN = EngineTexts(
    cluster="OpenSearch",
    unreachable="{node} cannot be reached ({reason}). See whether the node runs and the network is up; this program need not be restarted afterwards.",
    untrusted="The certificate of {node} is not trusted ({reason}). Name the certificate of who signed it in WENJU_OPENSEARCH_CA_FILE.",
    slow="{node} did not answer in {reason} s. See how busy it is, or raise WENJU_OPENSEARCH_TIMEOUT.",
    red="{node} says that parts of the index are on no node (red), or that the nodes have not found each other. Start the nodes that are missing; this program need not be restarted.",
    busy="{node} has more to do than it can (429). Try again in a while; if it happens often, add nodes or memory.",
    full="{node}: the disk is nearly full and the cluster writes nothing any more; questions are answered. Make room or add nodes, then run this again.",
    refused="{node} does not know this user or password. Look at the files that WENJU_OPENSEARCH_USER_FILE and WENJU_OPENSEARCH_PASSWORD_FILE name.",
    forbidden="{node}: this user lacks a right. Let it read and write the indices in question.",
    not_loaded="{node} does not hold this library yet. Run wenju index first.",
    incomplete="{node} holds this library in part ({reason}). Run wenju index to load the rest.",
    mismatched="The index in {node} is not as this program makes it ({reason}). Run wenju engine --rebuild to build it anew.",
    foreign="{node} is no OpenSearch that is known here (version: {reason}; known are 2.13 and later 2.x).",
    unknown="unknown",
    rejected="{node} rejected the request ({reason}).",
    needs="the library opensearch-py is missing; in the project's folder: pip install -e '.[opensearch]'",
    again="OpenSearch answers again.",
    newer=" The index as it was answers; {newer} files that changed are not in it yet.",
    settings={
        "missing": "{name}: not set; expected the addresses of nodes, separated by commas, like https://search1:9200",
        "address": "{name}: '{reason}' is not an address like https://search1:9200",
        "credentials": "{name}: no user and password in an address; put them into files and name them in {reason}",
        "unreadable": "{name}: cannot be read: {reason}",
        "empty": "{name}: the first line of the file is empty: {reason}",
        "certificate": "{name}: no certificate in PEM: {reason}",
        "alone": "{name}: to be set together with {reason}",
        "value": "{name}: cannot be {reason}",
    },
    reasons={},
    ask_later="The documents cannot be reached: ask again in a few minutes.",
    ask_soon="Too many questions at once: please ask again in a moment.",
    ask_owner="The documents cannot be used until their owner sees to it.",
)
