"""The organisers' way in, and the pages about their own account."""

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.accounts import queries, services, sessions
from forum.accounts.forms import (
    SCOPE_WORDS,
    ChangePasswordForm,
    EnterForm,
    ForgottenForm,
    ProfileForm,
    SignInForm,
    TokenForm,
)
from forum.accounts.rules import SHORTEST_PASSWORD, describe_browser
from forum.accounts.types import ENTER
from forum.core.bearer import is_valid
from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.localized import LANGUAGES, Language
from forum.web.access import by_link, public, signed_in
from forum.web.addresses import own_address
from forum.web.forms import Form
from forum.web.limits import limiter
from forum.web.links import forget_link
from forum.web.messages import tell

accounts = Blueprint("accounts", __name__)

A_CLIENT = "60 per 10 minutes"  # per network address: an office may share one


def _next() -> str:
    return own_address(request.args.get("next")) or "/manage/"


@accounts.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password."""
    if sessions.find_organiser() is not None:
        return redirect(_next(), 303)
    return render_template("accounts/sign_in.html", form=SignInForm())


@accounts.post("/sign-in")
@public
@limiter.limit(A_CLIENT)
def enter_by_password() -> ResponseReturnValue:
    """Let an organiser in, under a new session."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            who = services.identify(form.email.data, form.password.data)
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            g.actor = f"user:{who.user_id}"
            sessions.end_present()
            sessions.begin(services.sign_in(who, sessions.browser()))
            return redirect(_next(), 303)
    return render_template("accounts/sign_in.html", form=form), 422


@accounts.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session."""
    language = current_language()
    sessions.end_present()
    sessions.forget()
    tell(_("You are signed out."))
    response = make_response(redirect(url_for("accounts.sign_in"), 303))
    sessions.remember_language(response, language)
    return response


@accounts.get("/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    """Ask to which address a one-time link is to be sent."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@accounts.post("/forgotten")
@public
@limiter.limit(A_CLIENT)
def send_link() -> ResponseReturnValue:
    """Send a one-time link to the address if it is known, and answer the same if it is not."""
    form = ForgottenForm()
    if form.validate_on_submit():
        try:
            services.send_enter_link(form.email.data)
        except Refusal as refusal:
            form.reject(refusal.sentence())
        else:
            tell(_("If there is an account with this address, a link is on its way to it."), "info")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/forgotten.html", form=form), 422


@accounts.get("/account/enter")
@by_link(ENTER)
def enter() -> ResponseReturnValue:
    """Offer to set a password; who has one may also come in with the link alone."""
    return _enter_page(EnterForm())


def _enter_page(form: EnterForm) -> str:
    user = queries.get_user_by_id(g.link.subject_id)
    return render_template(
        "accounts/enter.html", form=form, simple=Form(), user=user, shortest=SHORTEST_PASSWORD
    )


@accounts.post("/account/enter")
@by_link(ENTER)
def use_link() -> ResponseReturnValue:
    """Set the password, use the link up, and let its owner in."""
    form = EnterForm()
    if form.validate_on_submit():
        try:
            return _let_in(form.password.data)
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.password)
    return _enter_page(form), 422


@accounts.post("/account/enter/without")
@by_link(ENTER)
def use_link_alone() -> ResponseReturnValue:
    """Let somebody in who has a password and leaves it as it is."""
    return _let_in("")


def _let_in(password: str) -> ResponseReturnValue:
    secret = services.enter_by_link(g.link, password, sessions.browser())
    sessions.end_present()
    sessions.begin(secret)
    if password:
        tell(_("Your password is set."))
    response = make_response(redirect("/manage/", 303))
    forget_link(response, ENTER)
    return response


@accounts.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Change the language of the organisers' pages."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(422)
    chosen: Language = "ko" if language == "ko" else "en"
    who = sessions.find_organiser()
    if who is not None:
        services.choose_language(who.id, chosen)
    response = make_response(redirect(own_address(request.form.get("next")) or "/manage/", 303))
    sessions.remember_language(response, chosen)
    return response


@accounts.get("/account/")
@signed_in
def show() -> ResponseReturnValue:
    """Show an organiser's own account, roles and sessions."""
    me = sessions.organiser()
    return render_template(
        "accounts/show.html",
        form=ProfileForm(name=me.name),
        simple=Form(),
        me=me,
        grants=queries.list_grants(me.id),
        names=dict(queries.list_edition_names(queries.list_grants(me.id))),
        sessions=queries.list_open_sessions(me.id),
        describe_browser=describe_browser,
    )


@accounts.post("/account/")
@signed_in
def edit() -> ResponseReturnValue:
    """Change how an organiser is called."""
    me, form = sessions.organiser(), ProfileForm()
    if not form.validate_on_submit():
        abort(422)
    services.edit_profile(me.id, form.details())
    tell(_("Saved."))
    return redirect(url_for("accounts.show"), 303)


@accounts.get("/account/password")
@signed_in
def password() -> ResponseReturnValue:
    """Ask for the present password and a new one."""
    return render_template(
        "accounts/password.html", form=ChangePasswordForm(), shortest=SHORTEST_PASSWORD
    )


@accounts.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Replace the password; other sessions end."""
    me, form = sessions.organiser(), ChangePasswordForm()
    if form.validate_on_submit():
        try:
            services.change_password(
                me.id, form.present.data, form.password.data, session_id=me.session_id
            )
        except Refusal as refusal:
            is_present = refusal.code() in {"wrong-password", "too-many-attempts"}
            form.reject(refusal.sentence(), form.present if is_present else form.password)
        else:
            tell(_("Your password is changed. You are signed out everywhere else."))
            return redirect(url_for("accounts.show"), 303)
    page = render_template("accounts/password.html", form=form, shortest=SHORTEST_PASSWORD)
    return page, 422


@accounts.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of the organiser's own sessions."""
    me = sessions.organiser()
    services.end_session(queries.get_session(me.id, session_id))
    if session_id == me.session_id:
        sessions.forget()
    tell(_("The session is ended."))
    return redirect(url_for("accounts.show"), 303)


@accounts.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End all of the organiser's sessions but this one."""
    me = sessions.organiser()
    services.end_other_sessions(me.id, kept=me.session_id)
    tell(_("You are signed out everywhere else."))
    return redirect(url_for("accounts.show"), 303)


@accounts.get("/account/tokens")
@signed_in
def tokens() -> ResponseReturnValue:
    """List the organiser's API tokens, and offer to make one."""
    return _tokens_page(_token_form())


def _token_form(**options: object) -> TokenForm:
    grants = queries.list_grants(sessions.organiser().id)
    language = current_language()
    editions = [
        (slug, f"{name.in_(language)} ({slug})")
        for slug, name in queries.list_edition_names(grants)
    ]
    if any(grant.edition is None for grant in grants):
        editions = [("", _("All editions")), *editions]
    return TokenForm(editions, **options)


def _tokens_page(form: TokenForm, secret: str = "") -> str:
    found = queries.list_tokens(sessions.organiser().id)
    return render_template(
        "accounts/tokens.html",
        form=form,
        simple=Form(),
        tokens=found,
        is_valid=is_valid,
        words={str(scope): word for scope, word in SCOPE_WORDS.items()},
        secret=secret,
    )


@accounts.post("/account/tokens")
@signed_in
def issue_token() -> ResponseReturnValue:
    """Make an API token, and show its secret this once."""
    form = _token_form()
    if form.validate_on_submit():
        try:
            secret = services.issue_token(sessions.organiser().id, form.details())
        except Refusal as refusal:
            form.reject(refusal.sentence(), form.scopes)
        else:
            return _tokens_page(_token_form(formdata=None), secret)
    return _tokens_page(form), 422


@accounts.post("/account/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Take one of the organiser's API tokens back."""
    services.revoke_token(queries.get_token(sessions.organiser().id, token_id))
    tell(_("The token is revoked."))
    return redirect(url_for("accounts.tokens"), 303)
