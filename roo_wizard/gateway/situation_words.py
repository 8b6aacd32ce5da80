"""The telling words of refusals, in the order in which they decide (gateways.md 0.5, 4b).

Searched without regard to case in ``message | type | code | param``. Order matters: a rate limit "per minute"
often ends with a line about billing, and an upstream's ``insufficient_quota`` arrives relabelled as throttling.
"""


def _any(*patterns: str) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)


WORDS: tuple[tuple[str, str], ...] = (
    (
        "rate-limit",
        _any(
            r"per[ _-]?(minute|second|min\b)|perminute",
            r"(retry|try again) in \d",
            r"allocated quota exceeded|throttling\.allocationquota",
            r"\b(tpm|rpm|qps)\b.{0,30}(limit|exceed|reached)",
        ),
    ),
    (
        "no-credit",
        _any(
            r"insufficient[_ ](user[_ ])?(quota|credits?|balance|funds|account balance)",
            r"balance (is )?(insufficient|too low|not enough|exhausted)|insufficient.{0,20}balance",
            r"exceeded (your )?(current |monthly )?quota|exceeded_current_quota",
            r"quota.{0,30}(exceeded|exhausted|used up)",
            r"budget[_ ](has been )?exceeded|exceeded.{0,20}\bbudget|over budget|monthly (spend(ing)? )?limit",
            r"(out of|no|not enough|add|buy|purchase) credits|credit (balance|limit)",
            r"payment required|arrears|arrearage",
            r"spending limit|resource package|top up|prepa(id|y) (balance|credits)",
            r"\| (1113|1308|1309|insufficient_balance) \|",
            r"余额不足|额度不足|额度已用|额度已耗尽|额度用尽|欠费|请充值|套餐已到期|使用上限",
        ),
    ),
    (
        "no-tools",
        _any(
            r"(does not|doesn't|not) support (the )?(native )?(tools?|functions?)( (use|call\w*))?\b(?!_)",
            r"(does not|doesn't|not) support (tool|function)[_-]?(use|call\w*)\b",
            r"support tool use",
            r"(tools?|functions?|tool[ -](use|call\w*)|function[ -]call\w*) (is|are) (not|un)",
            r"(tool|function)s?[ -](use|calling) (is )?(not|un)\w*",
            r"tools param requires|enable-auto-tool-choice|tool-call-parser",
            r"不支持.{0,10}(工具|函数)",
        ),
    ),
    (
        "context-too-small",
        _any(
            r"exceed_context_size|context_length_exceeded|contextwindowexceeded|context window",
            r"(maximum|max|available|model'?s) context (length|size)|context length (is|of) only",
            r"prompt is too long|input (is )?too long|too many (input |prompt )?tokens|reduce the length of",
            r"maximum (input|prompt) (length|tokens)|(request|entity|payload|body)( entity| body)? (is )?too large",
            r"上下文(长度|超)|\| 1261 \|",
        ),
    ),
    (
        "unknown-model",
        _any(
            r"model_not_found|deploymentnotfound|no such model|unknown model|\bmodelerror\b|model_not_exist",
            r"\b(model|deployment|engine)\b.{0,100}(does not|do not|doesn't|not) (exist|found)",
            r"(could not|cannot|can't) find.{0,20}model|not a valid model|invalid model\b|server is pinned to",
            r"provider/model (format|form)|model.{0,40}\bprovider/model\b",
            r"no (available )?channel|no healthy deployment|no endpoints found(?!.{0,40}(policy|tool use))",
            r"模型不存在|无可用渠道|未找到.{0,10}模型|\| (1211|20012) \|",
        ),
    ),
    (
        "key-not-allowed",
        _any(
            r"(key|team|user|project|org)_model_access_denied|\b(model|provider|access)_blocked\b",
            r"no access to (the )?(model|group)|not (allowed|permitted|authori[sz]ed) to (access|use|call|perform)",
            r"(can only|cannot|can't) access models?\b|model.{0,80}not (allowed|permitted|enabled|authori[sz]ed)",
            r"(not|no|without|lacks?).{0,20}permission|permission[_ ](denied|error)|insufficient permissions?",
            r"no allowed providers|data policy|access[_ ]denied",
            r"无权(访问|使用)|没有权限|权限不足",
        ),
    ),
    (
        "wrong-key",
        _any(
            r"(invalid|incorrect|wrong|unknown|expired)[_ ](api[_ -]?)?(key|authentication|credentials?|auth)\b",
            r"invalid (access |bearer )?token(?! (at|in|count))|token (is )?(invalid|expired)|virtual_key_required",
            r"api[_ -]?key.{0,60}(invalid|not valid|not found|expired|incorrect|revoked|disabled|missing|required)",
            r"no (api[_ -]?key|auth credentials|cookie auth|authentication)|missing (api[_ -]?key|authentication)",
            r"no_db_connection|token_not_found_in_db|\bauth_error\b|authentication[_ ](error|fail\w*)",
            r"unauthori[sz]ed|user not found|令牌|身份验证|无效的.{0,10}(密钥|key)",
        ),
    ),
    (
        "rate-limit",
        _any(
            r"rate[ _-]?limit|too[ _]many[ _]requests|throttl|(token|request|rate)_limited|slow down",
            r"concurren\w+.{0,20}(limit|exceed|requests)|请求过多|速率限制|频率|并发",
        ),
    ),
    (
        "other",
        _any(
            r"malformed json|invalid json|json decode|json_invalid|parse_error|could not parse.{0,20}body",
            r"missing required parameter|'messages' is required|database not connected",
        ),
    ),
    (
        "overloaded",
        _any(
            r"overloaded|over capacity|(temporarily|currently) unavailable|(server|system|engine|service).{0,20}\bbusy",
            r"internal[_ ]?server[_ ]?error|connection error|cannot connect|connection refused|bad gateway",
            r"gateway time-?out|timed out|service unavailable|try again later|繁忙|负载|饱和",
        ),
    ),
)
"""Label and words; the first that is found decides. ``| 1113 |`` is a code of its own, not a part of a text."""
