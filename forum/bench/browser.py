"""A visitor without scripts: fetches pages, fills in their forms, keeps cookies."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from flask import Flask

MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303}
Values = dict[str, list[str]]
_FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL)
_POSTED = re.compile(r'\bmethod="post"')
_CONTROL = re.compile(r"<(?P<name>input|textarea|select|option)\b(?P<attributes>[^>]*)>")
_SELECTED = re.compile(r"\bselected\b")
_ATTRIBUTE = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


class FormReader:
    """Reads what the last form of a page that is posted would send, untouched.

    Only the tags of controls are looked at: reading a page as a whole costs this visitor a
    third of what making it costs the server, and both share the machine.
    """

    def __init__(self, page: str) -> None:
        """Read a page; attributes stand in double quotes, as all our templates write them."""
        self.values: Values = {}
        self.radios: dict[str, list[str]] = {}
        self._select = ""
        forms = [form for form in _FORM.finditer(page) if _POSTED.search(form["head"])]
        for tag in _CONTROL.finditer(forms[-1]["inside"] if forms else ""):
            self._note(tag["name"], tag["attributes"] or "")

    def _note(self, tag: str, attributes: str) -> None:
        if tag == "option" and not _SELECTED.search(attributes):
            return
        named = {key: unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
        if tag == "input":
            self._note_input(named)
        elif tag == "textarea" and "name" in named:
            self.values.setdefault(named["name"], [""])
        elif tag == "select":
            self._select = named.get("name", "")
        elif tag == "option" and self._select:
            self.values[self._select] = [named.get("value", "")]

    def _note_input(self, named: dict[str, str]) -> None:
        name, value = named.get("name", ""), named.get("value", "")
        kind = named.get("type", "text")
        if not name or kind in {"submit", "button", "file"}:
            return
        if kind == "radio":
            self.radios.setdefault(name, []).append(value)
        if kind not in {"radio", "checkbox"} or "checked" in named:
            self.values.setdefault(name, []).append(value)


@dataclass
class Answer:
    """What came back."""

    status: int
    page: str
    location: str
    cookies: list[str]


class Browser:
    """One visitor at one address of origin, over one kept connection."""

    def __init__(self, address: tuple[str, int], origin: str) -> None:
        """Connect when the first page is asked for."""
        self.origin = origin
        self.host = f"{address[0]}:{address[1]}"
        self.cookies: dict[str, str] = {}
        self.status, self.page, self.url = 0, "", ""
        self._connection = http.client.HTTPConnection(*address, timeout=60)

    def get(self, url: str) -> None:
        """Fetch a page, following redirects."""
        self._ask("GET", url)

    def submit(self, changes: Mapping[str, str | list[str]]) -> None:
        """Post the page's form with some fields changed, and agree to what it asks."""
        reader = FormReader(self.page)
        values = dict(reader.values)
        for name, options in reader.radios.items():
            if name.startswith("consent-") and "yes" in options:
                values[name] = ["yes"]
        for name, value in changes.items():
            values[name] = [value] if isinstance(value, str) else value
        self._ask("POST", self.url, urlencode(values, doseq=True))

    def ask_json(self, method: str, url: str, body: str) -> Answer:
        """Send what a script on the page would send, and return what it would get."""
        return self.exchange(method, url, body, {**self._head(body), "Accept": "application/json"})

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def exchange(self, method: str, url: str, body: str | None, head: dict[str, str]) -> Answer:
        """Send one request."""
        self._connection.request(method, url, body, head)
        response = self._connection.getresponse()
        return Answer(
            response.status,
            response.read().decode("utf-8", "replace"),
            response.headers.get("Location", ""),
            response.headers.get_all("Set-Cookie", []),
        )

    def _ask(self, method: str, url: str, body: str | None = None) -> None:
        for _ in range(MOST_REDIRECTS):
            answer = self.exchange(method, url, body, self._head(body))
            self.status, self.page, self.url = answer.status, answer.page, url
            for line in answer.cookies:
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            if answer.status not in REDIRECTS:
                return
            target = urlsplit(answer.location)
            url = target.path + (f"?{target.query}" if target.query else "")
            method, body = "GET", None

    def _head(self, body: str | None) -> dict[str, str]:
        head = {"Host": self.host, "X-Forwarded-For": self.origin, "Accept-Language": "en"}
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
            head["Origin"] = f"http://{self.host}"
        return head


class LocalBrowser(Browser):
    """The same visitor without a server, so that statements can be counted."""

    def __init__(self, app: Flask) -> None:
        """Speak to the application itself."""
        super().__init__(("localhost", 80), "127.0.0.1")
        self.host = "localhost"
        self._client = app.test_client(use_cookies=False)

    def exchange(self, method: str, url: str, body: str | None, head: dict[str, str]) -> Answer:
        """Call the application."""
        response = self._client.open(url, method=method, data=body, headers=head)
        location, cookies = (
            response.headers.get("Location", ""),
            response.headers.getlist("Set-Cookie"),
        )
        return Answer(response.status_code, response.text, location, cookies)
