"""WireMock's pattern of a request, compiled once and put to the exchanges of the journal."""

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import parse_qs

from flipturn_mock.bench.exchange import Exchange
from flipturn_mock.control.json_matching import JsonMatcher, compile_json, read_document
from flipturn_mock.control.text_matching import TextMatcher, compile_regex, compile_text
from flipturn_mock.domain.errors import Invalid
from flipturn_mock.operations.json_types import JsonObject

Matcher = Callable[[Exchange], bool]

_URLS = ("url", "urlPattern", "urlPath", "urlPathPattern")


def compile_pattern(pattern: JsonObject) -> Matcher:
    """Whether an exchange fits all that the pattern says; a pattern that says nothing fits everything.

    `pattern` fits the schema RequestPattern of admin.yaml. Raises Invalid for what that cannot see:
    no regular expression, no JSONPath, no JSON, two ways to name a URL.
    """
    matchers = list(_compile(pattern))
    return lambda exchange: all(fits(exchange) for fits in matchers)


def _compile(pattern: JsonObject) -> Iterator[Matcher]:
    if (method := pattern.get("method", "ANY")) != "ANY":
        yield lambda exchange: exchange.method == method
    if "operationId" in pattern:
        yield lambda exchange: exchange.operation_id == pattern["operationId"]
    yield from _compile_url(pattern)
    for name, matchers in pattern.get("queryParameters", {}).items():
        yield partial(_query_fits, name, compile_text(matchers, ["queryParameters", name]))
    for name, matchers in pattern.get("headers", {}).items():
        yield partial(_header_fits, name.lower(), compile_text(matchers, ["headers", name]))
    if pattern.get("bodyPatterns"):
        yield _compile_body(pattern["bodyPatterns"])


def _compile_url(pattern: JsonObject) -> Iterator[Matcher]:
    given = [name for name in _URLS if name in pattern]
    if len(given) > 1:
        # WireMock silently goes by the first of them.
        raise Invalid(f"{given[1]} does not go with {given[0]}")
    for name in given:
        wanted = pattern[name]
        fits = compile_regex(wanted, [name]) if name.endswith("Pattern") else partial(_same, wanted)
        yield partial(_path_fits if name.startswith("urlPath") else _target_fits, fits)


def _same(wanted: str, text: str | None) -> bool:
    return text == wanted


def _target_fits(fits: TextMatcher, exchange: Exchange) -> bool:
    return fits(exchange.target)


def _path_fits(fits: TextMatcher, exchange: Exchange) -> bool:
    return fits(exchange.target.partition("?")[0])


def _query_fits(name: str, fits: TextMatcher, exchange: Exchange) -> bool:
    query = parse_qs(exchange.target.partition("?")[2], keep_blank_values=True)
    return _one_fits(fits, query.get(name, []))


def _header_fits(name: str, fits: TextMatcher, exchange: Exchange) -> bool:
    values = [value for given, value in exchange.headers.items() if given.lower() == name]
    return _one_fits(fits, values)


def _one_fits(fits: TextMatcher, values: list[str]) -> bool:
    """Of a parameter that was sent several times, it is enough that one value fits."""
    return any(fits(value) for value in values) if values else fits(None)


def _compile_body(patterns: list[JsonObject]) -> Matcher:
    texts = [compile_text(one, ["bodyPatterns", index]) for index, one in enumerate(patterns)]
    documents = [
        fits for index, one in enumerate(patterns) for fits in compile_json(one, ["bodyPatterns", index])
    ]

    def fits_all(exchange: Exchange) -> bool:
        # As in WireMock, a body without a byte is absent.
        text = exchange.sent.text.decode(errors="replace") or None
        return all(fits(text) for fits in texts) and (not documents or _document_fits(documents, exchange))

    return fits_all


def _document_fits(matchers: list[JsonMatcher], exchange: Exchange) -> bool:
    if exchange.sent.is_cut:
        return False
    try:
        document = read_document(exchange.sent.text.decode())
    except ValueError:
        return False
    return all(fits(document) for fits in matchers)
