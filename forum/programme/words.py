"""The words for the kinds of sessions and the roles in them, for files in both languages."""

from forum.core.localized import LocalizedText
from forum.programme.types import Role, SessionKind

KIND_WORDS = {
    SessionKind.CEREMONY: LocalizedText("공식 행사", "Ceremony"),
    SessionKind.KEYNOTE: LocalizedText("기조연설", "Keynote"),
    SessionKind.SESSION: LocalizedText("세션", "Session"),
    SessionKind.PANEL: LocalizedText("패널 토론", "Panel"),
    SessionKind.ASSEMBLY: LocalizedText("회의", "Assembly"),
    SessionKind.MEAL: LocalizedText("식사", "Meal"),
    SessionKind.BREAK: LocalizedText("휴식", "Break"),
    SessionKind.TOUR: LocalizedText("견학", "Tour"),
    SessionKind.TRANSFER: LocalizedText("이동", "Transfer"),
    SessionKind.PRESS: LocalizedText("기자회견", "Press"),
}
ROLE_WORDS = {
    Role.WELCOME: LocalizedText("환영사", "Welcome address"),
    Role.CONGRATULATION: LocalizedText("축사", "Congratulatory address"),
    Role.KEYNOTE: LocalizedText("기조발표", "Keynote"),
    Role.CHAIR: LocalizedText("좌장", "Chair"),
    Role.MODERATOR: LocalizedText("진행", "Moderator"),
    Role.PRESENTER: LocalizedText("발표", "Presenter"),
    Role.PANELLIST: LocalizedText("패널", "Panellist"),
    Role.RAPPORTEUR: LocalizedText("요약 보고", "Rapporteur"),
    Role.INTERPRETER: LocalizedText("통역", "Interpreter"),
}
PLACE_TO_BE_CONFIRMED = LocalizedText("장소 미정", "Place to be confirmed")
