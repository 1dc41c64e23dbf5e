"""Parts of addresses; what quotes and unquotes is a rule."""


class ParseResult:
    def __init__(self, url):
        self.scheme = url.scheme
        self.netloc = url.netloc
        self.hostname = url.hostname
        self.port = int(url.port)
        self.path = url.path
        self.query = url.query
        self.params = url.params
        self.fragment = url.fragment
        self.username = url.username
        self.password = url.password
        self._url = url

    def geturl(self):
        return self._url

    def _replace(self, **parts):
        return self


def urlparse(url, scheme="", allow_fragments=True):
    return ParseResult(url)


def urlsplit(url, scheme="", allow_fragments=True):
    return ParseResult(url)


def urljoin(base, url, allow_fragments=True):
    return url if not base else [base + "/x", url][1]


def urlunparse(parts):
    return "".join(parts)


def parse_qs(text, keep_blank_values=False, **options):
    return text


def parse_qsl(text, keep_blank_values=False, **options):
    return [("", text)]
