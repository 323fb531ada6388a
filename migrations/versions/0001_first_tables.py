"""First tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "access_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entries")),
    )
    op.create_index(
        "ix_access_entries_edition_made_at", "access_entries", ["edition", "made_at"], unique=False
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_subject_made_at", "attempts", ["subject", "made_at"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        info={"append_only": True},
    )
    op.create_index(
        "ix_audit_entries_edition_id_made_at",
        "audit_entries",
        ["edition_id", "made_at"],
        unique=False,
    )
    op.create_index(
        "ix_audit_entries_object", "audit_entries", ["object_type", "object_id"], unique=False
    )
    op.create_table(
        "bearer_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner_type", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column(
            "scopes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bearer_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_bearer_tokens_secret_hash")),
    )
    op.create_index(
        "ix_bearer_tokens_owner", "bearer_tokens", ["owner_type", "owner_id"], unique=False
    )
    op.create_table(
        "capability_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capability_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_capability_links_secret_hash")),
    )
    op.create_index(
        "ix_capability_links_subject",
        "capability_links",
        ["purpose", "subject_type", "subject_id"],
        unique=False,
    )
    op.create_table(
        "cities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("own_name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column(
            "region",
            sa.Enum(
                "americas",
                "europe",
                "africa",
                "asia-pacific",
                "korea",
                name="region",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "metropolis",
                "city",
                "prefecture",
                "ward",
                name="citykind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column(
            "profile",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_cities_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_cities_longitude")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cities")),
        sa.UniqueConstraint("key", name=op.f("uq_cities_key")),
    )
    op.create_table(
        "destructions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sensitive",
                "registrations",
                "drafts",
                "invitations",
                "letters",
                "comments",
                "mails",
                "other_mails",
                "access_log",
                "kept_answers",
                "addresses",
                "links",
                "codes",
                "sessions",
                "sittings",
                "pages",
                name="kind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destructions")),
        info={"append_only": True},
    )
    op.create_index(
        "ix_destructions_edition_id", "destructions", ["edition_id", "id"], unique=False
    )
    op.create_table(
        "file_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "wanted",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "empty",
                "deleted",
                name="filestate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("0 <= done AND done <= total", name=op.f("ck_file_jobs_done")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_file_jobs_key")),
    )
    op.create_index(op.f("ix_file_jobs_edition_id"), "file_jobs", ["edition_id"], unique=False)
    op.create_index(op.f("ix_file_jobs_expires_at"), "file_jobs", ["expires_at"], unique=False)
    op.create_index(op.f("ix_file_jobs_state"), "file_jobs", ["state"], unique=False)
    op.create_table(
        "fresh_codes",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_fresh_codes")),
    )
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answers")),
        sa.UniqueConstraint("asker", "key", name=op.f("uq_kept_answers_asker_key")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "mail_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column(
            "subject",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "opening",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "closing",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_texts")),
        sa.UniqueConstraint(
            "edition_id", "key", "version", name=op.f("uq_mail_texts_edition_id_key_version")
        ),
        info={"append_only": True},
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "international",
                "institution",
                "government",
                "union",
                "employer",
                "party",
                "academia",
                "civil-society",
                name="organisationkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("key", name=op.f("uq_organisations_key")),
    )
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=True),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("about_type", sa.String(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued','sending','sent','retry','failed','cancelled')",
            name=op.f("ck_outgoing_mails_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mails")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mails_message_id")),
    )
    op.create_index(
        "ix_outgoing_mails_about", "outgoing_mails", ["about_type", "about_id"], unique=False
    )
    op.create_index("ix_outgoing_mails_batch", "outgoing_mails", ["batch", "state"], unique=False)
    op.create_index(
        "ix_outgoing_mails_due", "outgoing_mails", ["state", "next_try_at"], unique=False
    )
    op.create_index(
        "ix_outgoing_mails_pace", "outgoing_mails", ["domain", "claimed_at"], unique=False
    )
    op.create_table(
        "retention_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sensitive",
                "registrations",
                "drafts",
                "invitations",
                "letters",
                "comments",
                "mails",
                "other_mails",
                "access_log",
                "kept_answers",
                "addresses",
                "links",
                "codes",
                "sessions",
                "sittings",
                "pages",
                name="kind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 3650", name=op.f("ck_retention_rules_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rules")),
        sa.UniqueConstraint("scope", "kind", name=op.f("uq_retention_rules_scope_kind")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "topics",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("key", name=op.f("uq_series_key")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('ko','en')", name=op.f("ck_users_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "published", "archived", name="editionstate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "theme",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "host",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "about",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("expected_attendance", sa.Integer(), nullable=True),
        sa.Column(
            "expected_regions",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("name_given_by_us", sa.Boolean(), nullable=False),
        sa.Column(
            "inferred",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("public_version", sa.Integer(), nullable=False),
        sa.Column("latest_release", sa.Integer(), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_editions_dates")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_editions_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("slug", name=op.f("uq_editions_slug")),
    )
    op.create_index(op.f("ix_editions_series_id"), "editions", ["series_id"], unique=False)
    op.create_table(
        "fresh_passes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["capability_links.id"],
            name=op.f("fk_fresh_passes_link_id_capability_links"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fresh_passes")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_fresh_passes_secret_hash")),
    )
    op.create_index(
        op.f("ix_fresh_passes_expires_at"), "fresh_passes", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_fresh_passes_link_id"), "fresh_passes", ["link_id"], unique=False)
    op.create_table(
        "indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "area",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "unit",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_indicators_city_id_cities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("city_id", "position", name=op.f("uq_indicators_city_id_position")),
    )
    op.create_table(
        "mail_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["outgoing_mails.id"],
            name=op.f("fk_mail_attachments_mail_id_outgoing_mails"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attachments")),
    )
    op.create_index(
        op.f("ix_mail_attachments_mail_id"), "mail_attachments", ["mail_id"], unique=False
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "biography",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "works",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("role_only", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_people_city_id_cities")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_people_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("key", name=op.f("uq_people_key")),
    )
    op.create_index(op.f("ix_people_city_id"), "people", ["city_id"], unique=False)
    op.create_index(op.f("ix_people_organisation_id"), "people", ["organisation_id"], unique=False)
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "entered_by",
            sa.Enum("password", "link", name="entry", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_user_sessions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_user_sessions_secret_hash")),
    )
    op.create_index(op.f("ix_user_sessions_user_id"), "user_sessions", ["user_id"], unique=False)
    op.create_table(
        "access_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_access_reviews_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reviews")),
        sa.UniqueConstraint("edition_id", "month", name=op.f("uq_access_reviews_edition_id_month")),
    )
    op.create_table(
        "badge_designs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_badge_designs_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_designs")),
    )
    op.create_index(
        op.f("ix_badge_designs_edition_id"), "badge_designs", ["edition_id"], unique=False
    )
    op.create_table(
        "badge_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("filename", sa.String(length=120), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_badge_pictures_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_pictures")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_badge_pictures_edition_id_key")),
    )
    op.create_table(
        "checkin_devices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "gate",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "list_ids",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "days",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("is_desk", sa.Boolean(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_checkin_devices_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_devices")),
    )
    op.create_index(
        op.f("ix_checkin_devices_edition_id"), "checkin_devices", ["edition_id"], unique=False
    )
    op.create_table(
        "checkin_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "day",
                "session",
                "meal",
                "transfer",
                "loan",
                name="listkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column(
            "categories",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("seat", sa.String(length=130), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("once", "daily", "many", "loan", name="mode", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_checkin_lists_times")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_checkin_lists_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_lists")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_checkin_lists_edition_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consent_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "items",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "period",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "refusal",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_consent_notices_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_notices")),
        sa.UniqueConstraint(
            "edition_id", "key", "version", name=op.f("uq_consent_notices_edition_id_key_version")
        ),
    )
    op.create_table(
        "declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("summary", "text", name="declarationkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "frozen", "adopted", name="declarationstate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column(
            "adopted_in",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "remark",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_declarations_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declarations")),
        sa.UniqueConstraint("code", name=op.f("uq_declarations_code")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_declarations_edition_id_key")),
    )
    op.create_table(
        "discussion_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_discussion_groups_seats")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_discussion_groups_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion_groups")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_discussion_groups_edition_id_key")),
    )
    op.create_table(
        "edition_cities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("named", "attended", name="cityrole", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_edition_cities_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_cities_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_cities")),
        sa.UniqueConstraint(
            "edition_id", "city_id", "role", name=op.f("uq_edition_cities_edition_id_city_id_role")
        ),
    )
    op.create_index(op.f("ix_edition_cities_city_id"), "edition_cities", ["city_id"], unique=False)
    op.create_table(
        "edition_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cities",
                "overseas_cities",
                "domestic_cities",
                "expected_cities_min",
                "expected_cities_max",
                "international_organisations",
                "city_governments",
                "international_institutions",
                "domestic_institutions",
                "agencies",
                "academia",
                "applicants",
                name="figurekind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_figures_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_figures")),
        sa.UniqueConstraint("edition_id", "kind", name=op.f("uq_edition_figures_edition_id_kind")),
    )
    op.create_table(
        "edition_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "preparation",
                "step",
                "network",
                "network_role",
                "secretariat",
                "related",
                name="notekind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "heading",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("starts", sa.String(length=10), nullable=False),
        sa.Column("ends", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_notes_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_notes")),
        sa.UniqueConstraint(
            "edition_id", "position", name=op.f("uq_edition_notes_edition_id_position")
        ),
    )
    op.create_table(
        "edition_organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "involvement",
            sa.Enum(
                "partner",
                "sponsor",
                "participating",
                "attending",
                name="involvement",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "attending_as",
            sa.Enum(
                "international_organisations",
                "international_institutions",
                "domestic_institutions",
                "agencies",
                "academia",
                name="attendingas",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_edition_organisations_edition_id_editions"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_edition_organisations_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_organisations")),
        sa.UniqueConstraint(
            "edition_id", "position", name=op.f("uq_edition_organisations_edition_id_position")
        ),
    )
    op.create_index(
        op.f("ix_edition_organisations_organisation_id"),
        "edition_organisations",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "edition_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "body",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_pages_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_pages")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_edition_pages_edition_id_slug")),
    )
    op.create_table(
        "editor_presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("session_key", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_editor_presences_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_editor_presences_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editor_presences")),
        sa.UniqueConstraint(
            "edition_id",
            "session_key",
            "user_id",
            name=op.f("uq_editor_presences_edition_id_session_key_user_id"),
        ),
    )
    op.create_index(
        op.f("ix_editor_presences_seen_at"), "editor_presences", ["seen_at"], unique=False
    )
    op.create_index(
        op.f("ix_editor_presences_user_id"), "editor_presences", ["user_id"], unique=False
    )
    op.create_table(
        "indicator_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["indicators.id"],
            name=op.f("fk_indicator_values_indicator_id_indicators"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_values")),
        sa.UniqueConstraint(
            "indicator_id", "year", name=op.f("uq_indicator_values_indicator_id_year")
        ),
    )
    op.create_index(
        op.f("ix_indicator_values_indicator_id"), "indicator_values", ["indicator_id"], unique=False
    )
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "sent", "cancelled", name="mailingstate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "chosen",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column(
            "left_out",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=60), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_mailings_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_index(op.f("ix_mailings_edition_id"), "mailings", ["edition_id"], unique=False)
    op.create_table(
        "material_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_material_files_size")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_material_files_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_files")),
        sa.UniqueConstraint("key", name=op.f("uq_material_files_key")),
    )
    op.create_index(
        op.f("ix_material_files_edition_id"), "material_files", ["edition_id"], unique=False
    )
    op.create_table(
        "pending_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("draft_number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_pending_imports_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_imports")),
        sa.UniqueConstraint("key", name=op.f("uq_pending_imports_key")),
    )
    op.create_index(
        op.f("ix_pending_imports_edition_id"), "pending_imports", ["edition_id"], unique=False
    )
    op.create_index(
        op.f("ix_pending_imports_expires_at"), "pending_imports", ["expires_at"], unique=False
    )
    op.create_table(
        "programme_operations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("edit", "undo", "redo", name="operationkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "verb",
            sa.Enum(
                "created",
                "revised",
                "moved",
                "reordered",
                "cancelled",
                "restored",
                "removed",
                "place_written",
                "place_removed",
                "imported",
                "brought_back",
                name="verb",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column(
            "patches",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_programme_operations_number")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_programme_operations_edition_id_editions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_operations")),
        sa.UniqueConstraint(
            "edition_id", "number", name=op.f("uq_programme_operations_edition_id_number")
        ),
    )
    op.create_index(
        "ix_programme_operations_actor",
        "programme_operations",
        ["edition_id", "actor", "number"],
        unique=False,
    )
    op.create_table(
        "registration_books",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.Column("asked_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens_at <= closes_at", name=op.f("ck_registration_books_dates")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_registration_books_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_registration_books")),
    )
    op.create_table(
        "registration_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "draft",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_registration_forms_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_forms")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_registration_forms_edition_id_key")),
    )
    op.create_table(
        "registration_tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.Column(
            "colour",
            sa.Enum(
                "line", "info", "ok", "warn", "bad", name="tagcolour", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("is_vip", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_registration_tags_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_tags")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_registration_tags_edition_id_key")),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "note",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.Column("dated_inferred", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "agenda",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "changes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "warnings",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_releases_number")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_releases_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_releases_edition_id_number")),
        info={"append_only": True},
    )
    op.create_table(
        "roles_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "editor",
                "registrar",
                "protocol",
                "declaration_officer",
                "exporter",
                "auditor",
                name="role",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_roles_held_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_roles_held_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles_held")),
        sa.UniqueConstraint(
            "user_id", "edition_id", "role", name=op.f("uq_roles_held_user_id_edition_id_role")
        ),
    )
    op.create_index("ix_roles_held_edition_id", "roles_held", ["edition_id"], unique=False)
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "chosen",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_saved_filters_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    op.create_index(
        op.f("ix_saved_filters_edition_id"), "saved_filters", ["edition_id"], unique=False
    )
    op.create_table(
        "venues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("floor", sa.String(length=20), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("off_site", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column(
            "access_notes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "inferred",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_venues_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_venues_edition_id_key")),
    )
    op.create_table(
        "badge_design_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["badge_designs.id"],
            name=op.f("fk_badge_design_versions_design_id_badge_designs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_design_versions")),
        sa.UniqueConstraint(
            "design_id", "number", name=op.f("uq_badge_design_versions_design_id_number")
        ),
        info={"append_only": True},
    )
    op.create_table(
        "bulk_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "approve",
                "reject",
                "move",
                "cancel",
                "tag",
                "untag",
                name="bulkkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "ids",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "running", "done", name="bulkstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column(
            "failed",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "before",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("done >= 0", name=op.f("ck_bulk_jobs_done")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_bulk_jobs_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["registration_tags.id"],
            name=op.f("fk_bulk_jobs_tag_id_registration_tags"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["bulk_jobs.id"], name=op.f("fk_bulk_jobs_undoes_id_bulk_jobs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_jobs")),
        sa.UniqueConstraint("key", name=op.f("uq_bulk_jobs_key")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_bulk_jobs_undoes_id")),
    )
    op.create_index(op.f("ix_bulk_jobs_edition_id"), "bulk_jobs", ["edition_id"], unique=False)
    op.create_index(
        "ix_bulk_jobs_open",
        "bulk_jobs",
        ["id"],
        unique=False,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_index(op.f("ix_bulk_jobs_tag_id"), "bulk_jobs", ["tag_id"], unique=False)
    op.create_table(
        "ceremonies",
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column(
            "scene",
            sa.Enum("signing", "photo", name="scene", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("called_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["called_id"], ["cities.id"], name=op.f("fk_ceremonies_called_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_ceremonies_declaration_id_declarations"),
        ),
        sa.PrimaryKeyConstraint("declaration_id", name=op.f("pk_ceremonies")),
    )
    op.create_table(
        "ceremony_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_ceremony_turns_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_ceremony_turns_declaration_id_declarations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony_turns")),
        sa.UniqueConstraint(
            "declaration_id", "city_id", name=op.f("uq_ceremony_turns_declaration_id_city_id")
        ),
    )
    op.create_table(
        "chain_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timestamp", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_chain_heads_declaration_id_declarations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_heads")),
        sa.UniqueConstraint(
            "declaration_id", "day", name=op.f("uq_chain_heads_declaration_id_day")
        ),
        sa.UniqueConstraint(
            "declaration_id", "sequence", name=op.f("uq_chain_heads_declaration_id_sequence")
        ),
    )
    op.create_table(
        "declaration_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "preamble",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "prevailing",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_declaration_versions_declaration_id_declarations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_versions")),
        sa.UniqueConstraint(
            "declaration_id", "number", name=op.f("uq_declaration_versions_declaration_id_number")
        ),
    )
    op.create_table(
        "form_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "definition",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["registration_forms.id"],
            name=op.f("fk_form_versions_form_id_registration_forms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_versions")),
        sa.UniqueConstraint("form_id", "number", name=op.f("uq_form_versions_form_id_number")),
        info={"append_only": True},
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "capacity_kind",
            sa.Enum("mayor", "deputy", "behalf", name="capacitykind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "capacity",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("confirm_address", sa.String(length=254), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("later_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("later_until", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "pending",
                "approved",
                "ready",
                "signed",
                "declined",
                "observing",
                "withdrawn",
                "superseded",
                name="mandatestate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "statement",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_mandates_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_mandates_declaration_id_declarations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    op.create_index(op.f("ix_mandates_city_id"), "mandates", ["city_id"], unique=False)
    op.create_index(
        op.f("ix_mandates_declaration_id"), "mandates", ["declaration_id"], unique=False
    )
    op.create_index(
        "uq_mandates_declaration_id_city_id",
        "mandates",
        ["declaration_id", "city_id"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('declined', 'observing', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('declined', 'observing', 'withdrawn')"),
    )
    op.create_table(
        "programme_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ceremony",
                "keynote",
                "session",
                "panel",
                "assembly",
                "meal",
                "break",
                "tour",
                "transfer",
                "press",
                name="sessionkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("scheduled", "cancelled", name="sessionstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "subtitle",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "abstract",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "note",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "topics",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("venue_to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("track", sa.String(length=20), nullable=False),
        sa.Column(
            "access",
            sa.Enum("open", "invitation", name="access", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "audience",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("optional", sa.Boolean(), nullable=False),
        sa.Column(
            "languages",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "interpretation",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "materials",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("stream", sa.String(length=500), nullable=False),
        sa.Column("do_not_record", sa.Boolean(), nullable=False),
        sa.Column("presentations_minutes", sa.Integer(), nullable=True),
        sa.Column("panel_minutes", sa.Integer(), nullable=True),
        sa.Column("discussion_minutes", sa.Integer(), nullable=True),
        sa.Column(
            "to_be_confirmed",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("expected_cities_about", sa.Integer(), nullable=True),
        sa.Column(
            "inferred",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_programme_sessions_minutes")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_programme_sessions_seats")),
        sa.CheckConstraint("starts BETWEEN 0 AND 1439", name=op.f("ck_programme_sessions_starts")),
        sa.CheckConstraint(
            "starts IS NULL OR day IS NOT NULL", name=op.f("ck_programme_sessions_time_has_day")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_programme_sessions_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venues.id"], name=op.f("fk_programme_sessions_venue_id_venues")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_sessions")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_programme_sessions_edition_id_key")),
    )
    op.create_index(
        op.f("ix_programme_sessions_venue_id"), "programme_sessions", ["venue_id"], unique=False
    )
    op.create_table(
        "registration_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "hint",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "badge_word",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("colour", sa.String(length=20), nullable=False),
        sa.Column(
            "way_in",
            sa.Enum("open", "approval", "invitation", name="wayin", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_invited", sa.Boolean(), nullable=False),
        sa.Column("is_transferable", sa.Boolean(), nullable=False),
        sa.Column("waiting_class", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "number BETWEEN 0 AND 15", name=op.f("ck_registration_categories_number")
        ),
        sa.CheckConstraint("opens_at <= closes_at", name=op.f("ck_registration_categories_dates")),
        sa.CheckConstraint(
            "waiting_class BETWEEN 1 AND 9", name=op.f("ck_registration_categories_waiting_class")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_registration_categories_edition_id_editions"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["registration_forms.id"],
            name=op.f("fk_registration_categories_form_id_registration_forms"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_categories")),
        sa.UniqueConstraint(
            "edition_id", "key", name=op.f("uq_registration_categories_edition_id_key")
        ),
        sa.UniqueConstraint(
            "edition_id", "number", name=op.f("uq_registration_categories_edition_id_number")
        ),
    )
    op.create_index(
        op.f("ix_registration_categories_form_id"),
        "registration_categories",
        ["form_id"],
        unique=False,
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "chosen",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "anchor",
            sa.Enum(
                "before_begin",
                "after_end",
                "before_closing",
                name="anchor",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days BETWEEN 0 AND 365", name=op.f("ck_reminders_days")),
        sa.CheckConstraint("late_days BETWEEN 0 AND 365", name=op.f("ck_reminders_late_days")),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name=op.f("ck_reminders_minute")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_reminders_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_reminders_mailing_id_mailings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("mailing_id", name=op.f("uq_reminders_mailing_id")),
    )
    op.create_index(op.f("ix_reminders_edition_id"), "reminders", ["edition_id"], unique=False)
    op.create_table(
        "scans_set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "revoked",
                "no_list",
                "other_list",
                "other_day",
                name="cause",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_difference", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "shown",
            sa.Enum(
                "admitted",
                "repeat",
                "invalid",
                "wrong_edition",
                "unknown",
                "revoked",
                "not_allowed",
                "not_now",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["checkin_devices.id"],
            name=op.f("fk_scans_set_aside_device_id_checkin_devices"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_scans_set_aside_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans_set_aside")),
        sa.UniqueConstraint(
            "device_id", "list_id", "nonce", name=op.f("uq_scans_set_aside_device_id_list_id_nonce")
        ),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_scans_set_aside_edition_id"), "scans_set_aside", ["edition_id"], unique=False
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_articles_number")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["declaration_versions.id"],
            name=op.f("fk_articles_version_id_declaration_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_articles_version_id_number")),
    )
    op.create_table(
        "badge_assignments",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["registration_categories.id"],
            name=op.f("fk_badge_assignments_category_id_registration_categories"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["badge_designs.id"],
            name=op.f("fk_badge_assignments_design_id_badge_designs"),
        ),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_badge_assignments")),
    )
    op.create_index(
        op.f("ix_badge_assignments_design_id"), "badge_assignments", ["design_id"], unique=False
    )
    op.create_table(
        "declaration_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"],
            ["mandates.id"],
            name=op.f("fk_declaration_comments_mandate_id_mandates"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["declaration_versions.id"],
            name=op.f("fk_declaration_comments_version_id_declaration_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_comments")),
    )
    op.create_index(
        op.f("ix_declaration_comments_mandate_id"),
        "declaration_comments",
        ["mandate_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_declaration_comments_version_id"),
        "declaration_comments",
        ["version_id"],
        unique=False,
    )
    op.create_table(
        "evidence_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "freeze",
                "mandate",
                "signature",
                "decline",
                "reservation",
                "withdrawal",
                "erratum",
                "adoption",
                "accession",
                "key-change",
                name="recordkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.String(length=44), nullable=False),
        sa.Column("seal", sa.String(length=88), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_evidence_records_declaration_id_declarations"),
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_evidence_records_mandate_id_mandates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_records")),
        sa.UniqueConstraint(
            "declaration_id", "sequence", name=op.f("uq_evidence_records_declaration_id_sequence")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_evidence_records_number")),
        sa.UniqueConstraint("sha256", name=op.f("uq_evidence_records_sha256")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_evidence_records_mandate_id"), "evidence_records", ["mandate_id"], unique=False
    )
    op.create_table(
        "frozen_texts",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["declaration_versions.id"],
            name=op.f("fk_frozen_texts_version_id_declaration_versions"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_frozen_texts")),
        info={"append_only": True},
    )
    op.create_table(
        "limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=130), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("session_key", sa.String(length=60), nullable=False),
        sa.Column("option_key", sa.String(length=121), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category_id IS NOT NULL OR session_key <> '' OR option_key <> ''",
            name=op.f("ck_limits_of_something"),
        ),
        sa.CheckConstraint(
            "session_key = '' OR option_key = ''", name=op.f("ck_limits_of_one_thing")
        ),
        sa.CheckConstraint("0 <= taken AND taken <= capacity", name=op.f("ck_limits_taken")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["registration_categories.id"],
            name=op.f("fk_limits_category_id_registration_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_limits_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_limits_edition_id_key")),
    )
    op.create_index(op.f("ix_limits_category_id"), "limits", ["category_id"], unique=False)
    op.create_table(
        "mandate_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_mandate_changes_mandate_id_mandates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_changes")),
    )
    op.create_index(
        op.f("ix_mandate_changes_mandate_id"), "mandate_changes", ["mandate_id"], unique=False
    )
    op.create_table(
        "mandate_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_mandate_letters_size")),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_mandate_letters_mandate_id_mandates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_letters")),
    )
    op.create_index(
        op.f("ix_mandate_letters_mandate_id"), "mandate_letters", ["mandate_id"], unique=False
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "guardian",
                "waiting",
                "offered",
                "confirmed",
                "rejected",
                "cancelled",
                "erased",
                name="registrationstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "self",
                "on_behalf",
                "api",
                "transfer",
                "made_up",
                name="source",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("reissue", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "name",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("sort_key", sa.String(length=250), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("colleague_key", sa.String(length=250), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column(
            "position",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "affiliation",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("receiver", sa.String(length=2), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("calendar_uid", sa.String(length=120), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column(
            "wishes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "waits",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("form_version_id", sa.Integer(), nullable=True),
        sa.Column(
            "answers",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("subscription_number", sa.Integer(), nullable=False),
        sa.Column("subscription_hash", sa.String(length=64), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reissue BETWEEN 0 AND 15", name=op.f("ck_registrations_reissue")),
        sa.CheckConstraint("serial BETWEEN 1 AND 16777215", name=op.f("ck_registrations_serial")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["registration_categories.id"],
            name=op.f("fk_registrations_category_id_registration_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_registrations_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_registrations_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["form_version_id"],
            ["form_versions.id"],
            name=op.f("fk_registrations_form_version_id_form_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("calendar_uid", name=op.f("uq_registrations_calendar_uid")),
        sa.UniqueConstraint(
            "edition_id", "serial", name=op.f("uq_registrations_edition_id_serial")
        ),
        sa.UniqueConstraint("subscription_hash", name=op.f("uq_registrations_subscription_hash")),
    )
    op.create_index(
        op.f("ix_registrations_category_id"), "registrations", ["category_id"], unique=False
    )
    op.create_index(op.f("ix_registrations_city_id"), "registrations", ["city_id"], unique=False)
    op.create_index(
        op.f("ix_registrations_form_version_id"), "registrations", ["form_version_id"], unique=False
    )
    op.create_index(
        "ix_registrations_list", "registrations", ["edition_id", "state", "sort_key"], unique=False
    )
    op.create_index(
        "ix_registrations_names", "registrations", ["edition_id", "sort_key", "id"], unique=False
    )
    op.create_index(op.f("ix_registrations_number"), "registrations", ["number"], unique=False)
    op.create_index(
        "ix_registrations_places",
        "registrations",
        ["edition_id", "country", "city_id"],
        unique=False,
    )
    op.create_index(
        "uq_registrations_address",
        "registrations",
        ["edition_id", "email_key", "colleague_key"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('cancelled', 'rejected', 'erased')"),
        postgresql_where=sa.text("state NOT IN ('cancelled', 'rejected', 'erased')"),
    )
    op.create_table(
        "session_contributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_session_contributions_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_session_contributions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["programme_sessions.id"],
            name=op.f("fk_session_contributions_session_id_programme_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_contributions")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_session_contributions_session_id_position")
        ),
    )
    op.create_index(
        op.f("ix_session_contributions_city_id"), "session_contributions", ["city_id"], unique=False
    )
    op.create_index(
        op.f("ix_session_contributions_person_id"),
        "session_contributions",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "session_expected_cities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_session_expected_cities_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["programme_sessions.id"],
            name=op.f("fk_session_expected_cities_session_id_programme_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_expected_cities")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_session_expected_cities_session_id_position")
        ),
    )
    op.create_index(
        op.f("ix_session_expected_cities_city_id"),
        "session_expected_cities",
        ["city_id"],
        unique=False,
    )
    op.create_table(
        "session_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "text",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("decides", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["programme_sessions.id"],
            name=op.f("fk_session_items_session_id_programme_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_items")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_session_items_session_id_position")
        ),
    )
    op.create_table(
        "session_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "welcome",
                "congratulation",
                "keynote",
                "chair",
                "moderator",
                "presenter",
                "panellist",
                "rapporteur",
                "interpreter",
                name="role",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "title",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_session_roles_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["programme_sessions.id"],
            name=op.f("fk_session_roles_session_id_programme_sessions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_roles")),
        sa.UniqueConstraint(
            "session_id", "position", name=op.f("uq_session_roles_session_id_position")
        ),
    )
    op.create_index(
        op.f("ix_session_roles_person_id"), "session_roles", ["person_id"], unique=False
    )
    op.create_table(
        "signed_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "mail-code",
                "in-person",
                "wet-ink",
                "letter",
                name="identification",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "statement",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_signed_pages_size")),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_signed_pages_mandate_id_mandates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_pages")),
    )
    op.create_index(
        op.f("ix_signed_pages_mandate_id"), "signed_pages", ["mandate_id"], unique=False
    )
    op.create_table(
        "table_sittings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column(
            "shown",
            sa.Enum(
                "passport",
                "identity-card",
                "official-card",
                "known",
                name="shown",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("officer", sa.String(length=254), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "statement",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_table_sittings_mandate_id_mandates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_sittings")),
    )
    op.create_index(
        op.f("ix_table_sittings_mandate_id"), "table_sittings", ["mandate_id"], unique=False
    )
    op.create_table(
        "address_wishes",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_address_wishes_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_address_wishes")),
    )
    op.create_index(
        op.f("ix_address_wishes_expires_at"), "address_wishes", ["expires_at"], unique=False
    )
    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_key", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_attendances_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "registration_id",
            "session_key",
            name=op.f("uq_attendances_registration_id_session_key"),
        ),
    )
    op.create_index("ix_attendances_session_key", "attendances", ["session_key"], unique=False)
    op.create_table(
        "badge_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("reissue", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "printed_by",
            sa.Enum("batch", "desk", "command", name="printedby", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("design_version_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["design_version_id"],
            ["badge_design_versions.id"],
            name=op.f("fk_badge_prints_design_version_id_badge_design_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_badge_prints_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_prints")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_badge_prints_design_version_id"),
        "badge_prints",
        ["design_version_id"],
        unique=False,
    )
    op.create_index(
        "ix_badge_prints_registration_id",
        "badge_prints",
        ["registration_id", "reissue"],
        unique=False,
    )
    op.create_table(
        "consents_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column(
            "given_by",
            sa.Enum(
                "self", "guardian", "organiser", name="consentby", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["consent_notices.id"],
            name=op.f("fk_consents_given_notice_id_consent_notices"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_consents_given_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents_given")),
    )
    op.create_index(
        op.f("ix_consents_given_notice_id"), "consents_given", ["notice_id"], unique=False
    )
    op.create_index(
        "ix_consents_given_registration_id",
        "consents_given",
        ["registration_id", "key"],
        unique=False,
    )
    op.create_table(
        "erasure_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "done", "refused", name="erasurestate", native_enum=False, length=30
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_erasure_requests_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_erasure_requests_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_requests")),
    )
    op.create_index(
        "ix_erasure_requests_edition_id",
        "erasure_requests",
        ["edition_id", "state", "due_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_erasure_requests_registration_id"),
        "erasure_requests",
        ["registration_id"],
        unique=False,
    )
    op.create_index(
        "uq_erasure_requests_waiting",
        "erasure_requests",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "guardian_requests",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_guardian_requests_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_guardian_requests")),
    )
    op.create_index(
        op.f("ix_guardian_requests_expires_at"), "guardian_requests", ["expires_at"], unique=False
    )
    op.create_table(
        "line_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=130), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "moved",
                "offered",
                "prolonged",
                "removed",
                "capacity",
                name="changekind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["registration_categories.id"],
            name=op.f("fk_line_changes_category_id_registration_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_line_changes_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_line_changes_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_changes")),
    )
    op.create_index(
        op.f("ix_line_changes_category_id"), "line_changes", ["category_id"], unique=False
    )
    op.create_index("ix_line_changes_line", "line_changes", ["edition_id", "subject"], unique=False)
    op.create_index(
        op.f("ix_line_changes_registration_id"), "line_changes", ["registration_id"], unique=False
    )
    op.create_table(
        "personal_fields",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["evidence_records.id"],
            name=op.f("fk_personal_fields_record_id_evidence_records"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_fields")),
        sa.UniqueConstraint("record_id", "name", name=op.f("uq_personal_fields_record_id_name")),
    )
    op.create_table(
        "practice_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("made_up", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "admitted",
                "repeat",
                "invalid",
                "wrong_edition",
                "unknown",
                "revoked",
                "not_allowed",
                "not_now",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "unreadable",
                "tampered",
                "number",
                "edition",
                "no_such_badge",
                "cancelled",
                "reissued",
                "not_confirmed",
                "category",
                "no_seat",
                "day",
                "early",
                "late",
                "admitted_before",
                "admitted_today",
                "out_before",
                "lent",
                "not_lent",
                name="reason",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "notices",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["checkin_devices.id"],
            name=op.f("fk_practice_scans_device_id_checkin_devices"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["checkin_lists.id"],
            name=op.f("fk_practice_scans_list_id_checkin_lists"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_practice_scans_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_scans")),
        sa.UniqueConstraint("list_id", "nonce", name=op.f("uq_practice_scans_list_id_nonce")),
    )
    op.create_index(
        op.f("ix_practice_scans_device_id"), "practice_scans", ["device_id"], unique=False
    )
    op.create_index(
        "ix_practice_scans_list_id_registration_id",
        "practice_scans",
        ["list_id", "registration_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_practice_scans_registration_id"),
        "practice_scans",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "registration_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["registration_categories.id"],
            name=op.f("fk_registration_invitations_category_id_registration_categories"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_registration_invitations_edition_id_editions"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_invitations_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_invitations")),
    )
    op.create_index(
        op.f("ix_registration_invitations_category_id"),
        "registration_invitations",
        ["category_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_invitations_edition_id"),
        "registration_invitations",
        ["edition_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_invitations_registration_id"),
        "registration_invitations",
        ["registration_id"],
        unique=False,
    )
    op.create_index(
        "uq_registration_invitations_open",
        "registration_invitations",
        ["edition_id", "email_key"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL AND registration_id IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND registration_id IS NULL"),
    )
    op.create_table(
        "registration_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("written_by", sa.String(length=60), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_notes_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_notes")),
    )
    op.create_index(
        op.f("ix_registration_notes_registration_id"),
        "registration_notes",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "registration_tags_given",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_tags_given_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["registration_tags.id"],
            name=op.f("fk_registration_tags_given_tag_id_registration_tags"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_tags_given")),
        sa.UniqueConstraint(
            "registration_id",
            "tag_id",
            name=op.f("uq_registration_tags_given_registration_id_tag_id"),
        ),
    )
    op.create_index(
        op.f("ix_registration_tags_given_tag_id"),
        "registration_tags_given",
        ["tag_id"],
        unique=False,
    )
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_difference", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "admitted",
                "repeat",
                "invalid",
                "wrong_edition",
                "unknown",
                "revoked",
                "not_allowed",
                "not_now",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "unreadable",
                "tampered",
                "number",
                "edition",
                "no_such_badge",
                "cancelled",
                "reissued",
                "not_confirmed",
                "category",
                "no_seat",
                "day",
                "early",
                "late",
                "admitted_before",
                "admitted_today",
                "out_before",
                "lent",
                "not_lent",
                name="reason",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column(
            "notices",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "shown",
            sa.Enum(
                "admitted",
                "repeat",
                "invalid",
                "wrong_edition",
                "unknown",
                "revoked",
                "not_allowed",
                "not_now",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["checkin_devices.id"], name=op.f("fk_scans_device_id_checkin_devices")
        ),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["scans.id"], name=op.f("fk_scans_earlier_id_scans")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["checkin_lists.id"], name=op.f("fk_scans_list_id_checkin_lists")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_scans_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
        sa.UniqueConstraint("list_id", "nonce", name=op.f("uq_scans_list_id_nonce")),
        info={"append_only": True},
    )
    op.create_index("ix_scans_device_id_id", "scans", ["device_id", "id"], unique=False)
    op.create_index(
        "ix_scans_list_id_received_at", "scans", ["list_id", "received_at"], unique=False
    )
    op.create_index(
        "ix_scans_list_id_registration_id",
        "scans",
        ["list_id", "registration_id", "result", "direction"],
        unique=False,
    )
    op.create_index(op.f("ix_scans_registration_id"), "scans", ["registration_id"], unique=False)
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("limit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["limit_id"], ["limits.id"], name=op.f("fk_seats_limit_id_limits")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_seats_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint(
            "registration_id", "limit_id", name=op.f("uq_seats_registration_id_limit_id")
        ),
    )
    op.create_index(op.f("ix_seats_limit_id"), "seats", ["limit_id"], unique=False)
    op.create_table(
        "sensitive_needs",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "diets",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("diet_note", sa.String(length=500), nullable=False),
        sa.Column("accessibility", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_sensitive_needs_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_sensitive_needs")),
    )
    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("mandate_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("withdrawal_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("publishes_name", sa.Boolean(), nullable=False),
        sa.Column("receipt_queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["city_id"], ["cities.id"], name=op.f("fk_signatures_city_id_cities")
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_signatures_mandate_id_mandates")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["evidence_records.id"],
            name=op.f("fk_signatures_record_id_evidence_records"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["declaration_versions.id"],
            name=op.f("fk_signatures_version_id_declaration_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"],
            ["evidence_records.id"],
            name=op.f("fk_signatures_withdrawal_id_evidence_records"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("record_id", name=op.f("uq_signatures_record_id")),
        sa.UniqueConstraint("withdrawal_id", name=op.f("uq_signatures_withdrawal_id")),
    )
    op.create_index(op.f("ix_signatures_city_id"), "signatures", ["city_id"], unique=False)
    op.create_index(op.f("ix_signatures_mandate_id"), "signatures", ["mandate_id"], unique=False)
    op.create_index(
        op.f("ix_signatures_receipt_queued_at"), "signatures", ["receipt_queued_at"], unique=False
    )
    op.create_index(
        "uq_signatures_version_id_city_id",
        "signatures",
        ["version_id", "city_id"],
        unique=True,
        sqlite_where=sa.text("withdrawal_id IS NULL"),
        postgresql_where=sa.text("withdrawal_id IS NULL"),
    )
    op.create_table(
        "stars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("session_key", sa.String(length=60), nullable=False),
        sa.Column("starred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_stars_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stars")),
        sa.UniqueConstraint(
            "registration_id", "session_key", name=op.f("uq_stars_registration_id_session_key")
        ),
    )
    op.create_index("ix_stars_session_key", "stars", ["session_key"], unique=False)
    op.create_table(
        "waiting_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=130), nullable=False),
        sa.Column("waiting_class", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "offered",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                name="waitingstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state <> 'offered') OR (offer_ends_at IS NOT NULL)",
            name=op.f("ck_waiting_entries_offer"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_waiting_entries_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_waiting_entries_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entries")),
    )
    op.create_index(
        "ix_waiting_entries_list",
        "waiting_entries",
        ["edition_id", "state", "subject"],
        unique=False,
    )
    op.create_index(
        op.f("ix_waiting_entries_offer_ends_at"), "waiting_entries", ["offer_ends_at"], unique=False
    )
    op.create_index(
        op.f("ix_waiting_entries_registration_id"),
        "waiting_entries",
        ["registration_id"],
        unique=False,
    )
    op.create_index(
        "uq_waiting_entries_one_place",
        "waiting_entries",
        ["registration_id", "subject"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'offered')"),
        postgresql_where=sa.text("state IN ('waiting', 'offered')"),
    )
    op.create_table(
        "admitted_anyway",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "admitted",
                "repeat",
                "invalid",
                "wrong_edition",
                "unknown",
                "revoked",
                "not_allowed",
                "not_now",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "unreadable",
                "tampered",
                "number",
                "edition",
                "no_such_badge",
                "cancelled",
                "reissued",
                "not_confirmed",
                "category",
                "no_seat",
                "day",
                "early",
                "late",
                "admitted_before",
                "admitted_today",
                "out_before",
                "lent",
                "not_lent",
                name="reason",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_admitted_anyway_registration_id_registrations"),
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scans.id"], name=op.f("fk_admitted_anyway_scan_id_scans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admitted_anyway")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_admitted_anyway_scan_id")),
    )
    op.create_index(
        op.f("ix_admitted_anyway_registration_id"),
        "admitted_anyway",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "registration_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "answers",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_registration_drafts_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["registration_invitations.id"],
            name=op.f("fk_registration_drafts_invitation_id_registration_invitations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_drafts_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_drafts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registration_drafts_token_hash")),
    )
    op.create_index(
        op.f("ix_registration_drafts_edition_id"),
        "registration_drafts",
        ["edition_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_drafts_expires_at"),
        "registration_drafts",
        ["expires_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_drafts_invitation_id"),
        "registration_drafts",
        ["invitation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_drafts_registration_id"),
        "registration_drafts",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "scan_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=True),
        sa.Column("set_aside_id", sa.Integer(), nullable=True),
        sa.Column(
            "choice",
            sa.Enum("accepted", "refused", name="choice", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(scan_id IS NULL) <> (set_aside_id IS NULL)",
            name=op.f("ck_scan_decisions_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scans.id"], name=op.f("fk_scan_decisions_scan_id_scans")
        ),
        sa.ForeignKeyConstraint(
            ["set_aside_id"],
            ["scans_set_aside.id"],
            name=op.f("fk_scan_decisions_set_aside_id_scans_set_aside"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_decisions")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_scan_decisions_scan_id")),
        sa.UniqueConstraint("set_aside_id", name=op.f("uq_scan_decisions_set_aside_id")),
        info={"append_only": True},
    )
    op.create_table(
        "scan_undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scans.id"], name=op.f("fk_scan_undos_scan_id_scans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_undos")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_scan_undos_scan_id")),
        info={"append_only": True},
    )
    op.create_table(
        "scans_shown_late",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column(
            "shown",
            sa.Enum(
                "admitted",
                "repeat",
                "invalid",
                "wrong_edition",
                "unknown",
                "revoked",
                "not_allowed",
                "not_now",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scans.id"], name=op.f("fk_scans_shown_late_scan_id_scans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans_shown_late")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_scans_shown_late_scan_id")),
        info={"append_only": True},
    )
    op.create_table(
        "sealed_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("declaration_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("receipt", "instrument", name="documentkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("has_timestamp", sa.Boolean(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["declarations.id"],
            name=op.f("fk_sealed_documents_declaration_id_declarations"),
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signatures.id"],
            name=op.f("fk_sealed_documents_signature_id_signatures"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_documents")),
        sa.UniqueConstraint("sha256", name=op.f("uq_sealed_documents_sha256")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_sealed_documents_signature_id")),
    )
    op.create_index(
        op.f("ix_sealed_documents_declaration_id"),
        "sealed_documents",
        ["declaration_id"],
        unique=False,
    )
    op.create_table(
        "answer_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_answer_files_size")),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["registration_drafts.id"],
            name=op.f("fk_answer_files_draft_id_registration_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_answer_files_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_answer_files_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_files")),
        sa.UniqueConstraint("key", name=op.f("uq_answer_files_key")),
    )
    op.create_index(op.f("ix_answer_files_draft_id"), "answer_files", ["draft_id"], unique=False)
    op.create_index(
        op.f("ix_answer_files_edition_id"), "answer_files", ["edition_id"], unique=False
    )
    op.create_index(
        op.f("ix_answer_files_registration_id"), "answer_files", ["registration_id"], unique=False
    )
    op.create_table(
        "registration_transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                "withdrawn",
                "expired",
                name="transferstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["registration_drafts.id"],
            name=op.f("fk_registration_transfers_draft_id_registration_drafts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_transfers_registration_id_registrations"),
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"],
            ["registrations.id"],
            name=op.f("fk_registration_transfers_taken_by_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_transfers")),
    )
    op.create_index(
        op.f("ix_registration_transfers_draft_id"),
        "registration_transfers",
        ["draft_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_transfers_expires_at"),
        "registration_transfers",
        ["expires_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_transfers_registration_id"),
        "registration_transfers",
        ["registration_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registration_transfers_taken_by_id"),
        "registration_transfers",
        ["taken_by_id"],
        unique=False,
    )
    op.create_index(
        "uq_registration_transfers_open",
        "registration_transfers",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    dialect = op.get_bind().dialect.name
    for statement in TRIGGERS[dialect]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(
        "uq_registration_transfers_open",
        table_name="registration_transfers",
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.drop_index(
        op.f("ix_registration_transfers_taken_by_id"), table_name="registration_transfers"
    )
    op.drop_index(
        op.f("ix_registration_transfers_registration_id"), table_name="registration_transfers"
    )
    op.drop_index(op.f("ix_registration_transfers_expires_at"), table_name="registration_transfers")
    op.drop_index(op.f("ix_registration_transfers_draft_id"), table_name="registration_transfers")
    op.drop_table("registration_transfers")
    op.drop_index(op.f("ix_answer_files_registration_id"), table_name="answer_files")
    op.drop_index(op.f("ix_answer_files_edition_id"), table_name="answer_files")
    op.drop_index(op.f("ix_answer_files_draft_id"), table_name="answer_files")
    op.drop_table("answer_files")
    op.drop_index(op.f("ix_sealed_documents_declaration_id"), table_name="sealed_documents")
    op.drop_table("sealed_documents")
    op.drop_table("scans_shown_late")
    op.drop_table("scan_undos")
    op.drop_table("scan_decisions")
    op.drop_index(op.f("ix_registration_drafts_registration_id"), table_name="registration_drafts")
    op.drop_index(op.f("ix_registration_drafts_invitation_id"), table_name="registration_drafts")
    op.drop_index(op.f("ix_registration_drafts_expires_at"), table_name="registration_drafts")
    op.drop_index(op.f("ix_registration_drafts_edition_id"), table_name="registration_drafts")
    op.drop_table("registration_drafts")
    op.drop_index(op.f("ix_admitted_anyway_registration_id"), table_name="admitted_anyway")
    op.drop_table("admitted_anyway")
    op.drop_index(
        "uq_waiting_entries_one_place",
        table_name="waiting_entries",
        sqlite_where=sa.text("state IN ('waiting', 'offered')"),
        postgresql_where=sa.text("state IN ('waiting', 'offered')"),
    )
    op.drop_index(op.f("ix_waiting_entries_registration_id"), table_name="waiting_entries")
    op.drop_index(op.f("ix_waiting_entries_offer_ends_at"), table_name="waiting_entries")
    op.drop_index("ix_waiting_entries_list", table_name="waiting_entries")
    op.drop_table("waiting_entries")
    op.drop_index("ix_stars_session_key", table_name="stars")
    op.drop_table("stars")
    op.drop_index(
        "uq_signatures_version_id_city_id",
        table_name="signatures",
        sqlite_where=sa.text("withdrawal_id IS NULL"),
        postgresql_where=sa.text("withdrawal_id IS NULL"),
    )
    op.drop_index(op.f("ix_signatures_receipt_queued_at"), table_name="signatures")
    op.drop_index(op.f("ix_signatures_mandate_id"), table_name="signatures")
    op.drop_index(op.f("ix_signatures_city_id"), table_name="signatures")
    op.drop_table("signatures")
    op.drop_table("sensitive_needs")
    op.drop_index(op.f("ix_seats_limit_id"), table_name="seats")
    op.drop_table("seats")
    op.drop_index(op.f("ix_scans_registration_id"), table_name="scans")
    op.drop_index("ix_scans_list_id_registration_id", table_name="scans")
    op.drop_index("ix_scans_list_id_received_at", table_name="scans")
    op.drop_index("ix_scans_device_id_id", table_name="scans")
    op.drop_table("scans")
    op.drop_index(op.f("ix_registration_tags_given_tag_id"), table_name="registration_tags_given")
    op.drop_table("registration_tags_given")
    op.drop_index(op.f("ix_registration_notes_registration_id"), table_name="registration_notes")
    op.drop_table("registration_notes")
    op.drop_index(
        "uq_registration_invitations_open",
        table_name="registration_invitations",
        sqlite_where=sa.text("withdrawn_at IS NULL AND registration_id IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND registration_id IS NULL"),
    )
    op.drop_index(
        op.f("ix_registration_invitations_registration_id"), table_name="registration_invitations"
    )
    op.drop_index(
        op.f("ix_registration_invitations_edition_id"), table_name="registration_invitations"
    )
    op.drop_index(
        op.f("ix_registration_invitations_category_id"), table_name="registration_invitations"
    )
    op.drop_table("registration_invitations")
    op.drop_index(op.f("ix_practice_scans_registration_id"), table_name="practice_scans")
    op.drop_index("ix_practice_scans_list_id_registration_id", table_name="practice_scans")
    op.drop_index(op.f("ix_practice_scans_device_id"), table_name="practice_scans")
    op.drop_table("practice_scans")
    op.drop_table("personal_fields")
    op.drop_index(op.f("ix_line_changes_registration_id"), table_name="line_changes")
    op.drop_index("ix_line_changes_line", table_name="line_changes")
    op.drop_index(op.f("ix_line_changes_category_id"), table_name="line_changes")
    op.drop_table("line_changes")
    op.drop_index(op.f("ix_guardian_requests_expires_at"), table_name="guardian_requests")
    op.drop_table("guardian_requests")
    op.drop_index(
        "uq_erasure_requests_waiting",
        table_name="erasure_requests",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(op.f("ix_erasure_requests_registration_id"), table_name="erasure_requests")
    op.drop_index("ix_erasure_requests_edition_id", table_name="erasure_requests")
    op.drop_table("erasure_requests")
    op.drop_index("ix_consents_given_registration_id", table_name="consents_given")
    op.drop_index(op.f("ix_consents_given_notice_id"), table_name="consents_given")
    op.drop_table("consents_given")
    op.drop_index("ix_badge_prints_registration_id", table_name="badge_prints")
    op.drop_index(op.f("ix_badge_prints_design_version_id"), table_name="badge_prints")
    op.drop_table("badge_prints")
    op.drop_index("ix_attendances_session_key", table_name="attendances")
    op.drop_table("attendances")
    op.drop_index(op.f("ix_address_wishes_expires_at"), table_name="address_wishes")
    op.drop_table("address_wishes")
    op.drop_index(op.f("ix_table_sittings_mandate_id"), table_name="table_sittings")
    op.drop_table("table_sittings")
    op.drop_index(op.f("ix_signed_pages_mandate_id"), table_name="signed_pages")
    op.drop_table("signed_pages")
    op.drop_index(op.f("ix_session_roles_person_id"), table_name="session_roles")
    op.drop_table("session_roles")
    op.drop_table("session_items")
    op.drop_index(op.f("ix_session_expected_cities_city_id"), table_name="session_expected_cities")
    op.drop_table("session_expected_cities")
    op.drop_index(op.f("ix_session_contributions_person_id"), table_name="session_contributions")
    op.drop_index(op.f("ix_session_contributions_city_id"), table_name="session_contributions")
    op.drop_table("session_contributions")
    op.drop_index(
        "uq_registrations_address",
        table_name="registrations",
        sqlite_where=sa.text("state NOT IN ('cancelled', 'rejected', 'erased')"),
        postgresql_where=sa.text("state NOT IN ('cancelled', 'rejected', 'erased')"),
    )
    op.drop_index("ix_registrations_places", table_name="registrations")
    op.drop_index(op.f("ix_registrations_number"), table_name="registrations")
    op.drop_index("ix_registrations_names", table_name="registrations")
    op.drop_index("ix_registrations_list", table_name="registrations")
    op.drop_index(op.f("ix_registrations_form_version_id"), table_name="registrations")
    op.drop_index(op.f("ix_registrations_city_id"), table_name="registrations")
    op.drop_index(op.f("ix_registrations_category_id"), table_name="registrations")
    op.drop_table("registrations")
    op.drop_index(op.f("ix_mandate_letters_mandate_id"), table_name="mandate_letters")
    op.drop_table("mandate_letters")
    op.drop_index(op.f("ix_mandate_changes_mandate_id"), table_name="mandate_changes")
    op.drop_table("mandate_changes")
    op.drop_index(op.f("ix_limits_category_id"), table_name="limits")
    op.drop_table("limits")
    op.drop_table("frozen_texts")
    op.drop_index(op.f("ix_evidence_records_mandate_id"), table_name="evidence_records")
    op.drop_table("evidence_records")
    op.drop_index(op.f("ix_declaration_comments_version_id"), table_name="declaration_comments")
    op.drop_index(op.f("ix_declaration_comments_mandate_id"), table_name="declaration_comments")
    op.drop_table("declaration_comments")
    op.drop_index(op.f("ix_badge_assignments_design_id"), table_name="badge_assignments")
    op.drop_table("badge_assignments")
    op.drop_table("articles")
    op.drop_index(op.f("ix_scans_set_aside_edition_id"), table_name="scans_set_aside")
    op.drop_table("scans_set_aside")
    op.drop_index(op.f("ix_reminders_edition_id"), table_name="reminders")
    op.drop_table("reminders")
    op.drop_index(op.f("ix_registration_categories_form_id"), table_name="registration_categories")
    op.drop_table("registration_categories")
    op.drop_index(op.f("ix_programme_sessions_venue_id"), table_name="programme_sessions")
    op.drop_table("programme_sessions")
    op.drop_index(
        "uq_mandates_declaration_id_city_id",
        table_name="mandates",
        sqlite_where=sa.text("state NOT IN ('declined', 'observing', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('declined', 'observing', 'withdrawn')"),
    )
    op.drop_index(op.f("ix_mandates_declaration_id"), table_name="mandates")
    op.drop_index(op.f("ix_mandates_city_id"), table_name="mandates")
    op.drop_table("mandates")
    op.drop_table("form_versions")
    op.drop_table("declaration_versions")
    op.drop_table("chain_heads")
    op.drop_table("ceremony_turns")
    op.drop_table("ceremonies")
    op.drop_index(op.f("ix_bulk_jobs_tag_id"), table_name="bulk_jobs")
    op.drop_index(
        "ix_bulk_jobs_open",
        table_name="bulk_jobs",
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.drop_index(op.f("ix_bulk_jobs_edition_id"), table_name="bulk_jobs")
    op.drop_table("bulk_jobs")
    op.drop_table("badge_design_versions")
    op.drop_table("venues")
    op.drop_index(op.f("ix_saved_filters_edition_id"), table_name="saved_filters")
    op.drop_table("saved_filters")
    op.drop_index("ix_roles_held_edition_id", table_name="roles_held")
    op.drop_table("roles_held")
    op.drop_table("releases")
    op.drop_table("registration_tags")
    op.drop_table("registration_forms")
    op.drop_table("registration_books")
    op.drop_index("ix_programme_operations_actor", table_name="programme_operations")
    op.drop_table("programme_operations")
    op.drop_index(op.f("ix_pending_imports_expires_at"), table_name="pending_imports")
    op.drop_index(op.f("ix_pending_imports_edition_id"), table_name="pending_imports")
    op.drop_table("pending_imports")
    op.drop_index(op.f("ix_material_files_edition_id"), table_name="material_files")
    op.drop_table("material_files")
    op.drop_index(op.f("ix_mailings_edition_id"), table_name="mailings")
    op.drop_table("mailings")
    op.drop_index(op.f("ix_indicator_values_indicator_id"), table_name="indicator_values")
    op.drop_table("indicator_values")
    op.drop_index(op.f("ix_editor_presences_user_id"), table_name="editor_presences")
    op.drop_index(op.f("ix_editor_presences_seen_at"), table_name="editor_presences")
    op.drop_table("editor_presences")
    op.drop_table("edition_pages")
    op.drop_index(
        op.f("ix_edition_organisations_organisation_id"), table_name="edition_organisations"
    )
    op.drop_table("edition_organisations")
    op.drop_table("edition_notes")
    op.drop_table("edition_figures")
    op.drop_index(op.f("ix_edition_cities_city_id"), table_name="edition_cities")
    op.drop_table("edition_cities")
    op.drop_table("discussion_groups")
    op.drop_table("declarations")
    op.drop_table("consent_notices")
    op.drop_table("checkin_lists")
    op.drop_index(op.f("ix_checkin_devices_edition_id"), table_name="checkin_devices")
    op.drop_table("checkin_devices")
    op.drop_table("badge_pictures")
    op.drop_index(op.f("ix_badge_designs_edition_id"), table_name="badge_designs")
    op.drop_table("badge_designs")
    op.drop_table("access_reviews")
    op.drop_index(op.f("ix_user_sessions_user_id"), table_name="user_sessions")
    op.drop_table("user_sessions")
    op.drop_index(op.f("ix_people_organisation_id"), table_name="people")
    op.drop_index(op.f("ix_people_city_id"), table_name="people")
    op.drop_table("people")
    op.drop_index(op.f("ix_mail_attachments_mail_id"), table_name="mail_attachments")
    op.drop_table("mail_attachments")
    op.drop_table("indicators")
    op.drop_index(op.f("ix_fresh_passes_link_id"), table_name="fresh_passes")
    op.drop_index(op.f("ix_fresh_passes_expires_at"), table_name="fresh_passes")
    op.drop_table("fresh_passes")
    op.drop_index(op.f("ix_editions_series_id"), table_name="editions")
    op.drop_table("editions")
    op.drop_table("users")
    op.drop_table("series")
    op.drop_table("retention_rules")
    op.drop_index("ix_outgoing_mails_pace", table_name="outgoing_mails")
    op.drop_index("ix_outgoing_mails_due", table_name="outgoing_mails")
    op.drop_index("ix_outgoing_mails_batch", table_name="outgoing_mails")
    op.drop_index("ix_outgoing_mails_about", table_name="outgoing_mails")
    op.drop_table("outgoing_mails")
    op.drop_table("organisations")
    op.drop_table("mail_texts")
    op.drop_table("leases")
    op.drop_table("kept_answers")
    op.drop_table("fresh_codes")
    op.drop_index(op.f("ix_file_jobs_state"), table_name="file_jobs")
    op.drop_index(op.f("ix_file_jobs_expires_at"), table_name="file_jobs")
    op.drop_index(op.f("ix_file_jobs_edition_id"), table_name="file_jobs")
    op.drop_table("file_jobs")
    op.drop_index("ix_destructions_edition_id", table_name="destructions")
    op.drop_table("destructions")
    op.drop_table("cities")
    op.drop_index("ix_capability_links_subject", table_name="capability_links")
    op.drop_table("capability_links")
    op.drop_index("ix_bearer_tokens_owner", table_name="bearer_tokens")
    op.drop_table("bearer_tokens")
    op.drop_index("ix_audit_entries_object", table_name="audit_entries")
    op.drop_index("ix_audit_entries_edition_id_made_at", table_name="audit_entries")
    op.drop_table("audit_entries")
    op.drop_index("ix_attempts_subject_made_at", table_name="attempts")
    op.drop_table("attempts")
    op.drop_index("ix_access_entries_edition_made_at", table_name="access_entries")
    op.drop_table("access_entries")


TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END",
        "CREATE TRIGGER destructions_no_update BEFORE UPDATE ON destructions BEGIN SELECT RAISE(ABORT, 'destructions is append-only'); END",
        "CREATE TRIGGER destructions_no_delete BEFORE DELETE ON destructions BEGIN SELECT RAISE(ABORT, 'destructions is append-only'); END",
        "CREATE TRIGGER mail_texts_no_update BEFORE UPDATE ON mail_texts BEGIN SELECT RAISE(ABORT, 'mail_texts is append-only'); END",
        "CREATE TRIGGER mail_texts_no_delete BEFORE DELETE ON mail_texts BEGIN SELECT RAISE(ABORT, 'mail_texts is append-only'); END",
        "CREATE TRIGGER releases_no_update BEFORE UPDATE ON releases BEGIN SELECT RAISE(ABORT, 'releases is append-only'); END",
        "CREATE TRIGGER releases_no_delete BEFORE DELETE ON releases BEGIN SELECT RAISE(ABORT, 'releases is append-only'); END",
        "CREATE TRIGGER badge_design_versions_no_update BEFORE UPDATE ON badge_design_versions BEGIN SELECT RAISE(ABORT, 'badge_design_versions is append-only'); END",
        "CREATE TRIGGER badge_design_versions_no_delete BEFORE DELETE ON badge_design_versions BEGIN SELECT RAISE(ABORT, 'badge_design_versions is append-only'); END",
        "CREATE TRIGGER form_versions_no_update BEFORE UPDATE ON form_versions BEGIN SELECT RAISE(ABORT, 'form_versions is append-only'); END",
        "CREATE TRIGGER form_versions_no_delete BEFORE DELETE ON form_versions BEGIN SELECT RAISE(ABORT, 'form_versions is append-only'); END",
        "CREATE TRIGGER scans_set_aside_no_update BEFORE UPDATE ON scans_set_aside BEGIN SELECT RAISE(ABORT, 'scans_set_aside is append-only'); END",
        "CREATE TRIGGER scans_set_aside_no_delete BEFORE DELETE ON scans_set_aside BEGIN SELECT RAISE(ABORT, 'scans_set_aside is append-only'); END",
        "CREATE TRIGGER evidence_records_no_update BEFORE UPDATE ON evidence_records BEGIN SELECT RAISE(ABORT, 'evidence_records is append-only'); END",
        "CREATE TRIGGER evidence_records_no_delete BEFORE DELETE ON evidence_records BEGIN SELECT RAISE(ABORT, 'evidence_records is append-only'); END",
        "CREATE TRIGGER frozen_texts_no_update BEFORE UPDATE ON frozen_texts BEGIN SELECT RAISE(ABORT, 'frozen_texts is append-only'); END",
        "CREATE TRIGGER frozen_texts_no_delete BEFORE DELETE ON frozen_texts BEGIN SELECT RAISE(ABORT, 'frozen_texts is append-only'); END",
        "CREATE TRIGGER badge_prints_no_update BEFORE UPDATE ON badge_prints BEGIN SELECT RAISE(ABORT, 'badge_prints is append-only'); END",
        "CREATE TRIGGER badge_prints_no_delete BEFORE DELETE ON badge_prints BEGIN SELECT RAISE(ABORT, 'badge_prints is append-only'); END",
        "CREATE TRIGGER scans_no_update BEFORE UPDATE ON scans BEGIN SELECT RAISE(ABORT, 'scans is append-only'); END",
        "CREATE TRIGGER scans_no_delete BEFORE DELETE ON scans BEGIN SELECT RAISE(ABORT, 'scans is append-only'); END",
        "CREATE TRIGGER scan_decisions_no_update BEFORE UPDATE ON scan_decisions BEGIN SELECT RAISE(ABORT, 'scan_decisions is append-only'); END",
        "CREATE TRIGGER scan_decisions_no_delete BEFORE DELETE ON scan_decisions BEGIN SELECT RAISE(ABORT, 'scan_decisions is append-only'); END",
        "CREATE TRIGGER scan_undos_no_update BEFORE UPDATE ON scan_undos BEGIN SELECT RAISE(ABORT, 'scan_undos is append-only'); END",
        "CREATE TRIGGER scan_undos_no_delete BEFORE DELETE ON scan_undos BEGIN SELECT RAISE(ABORT, 'scan_undos is append-only'); END",
        "CREATE TRIGGER scans_shown_late_no_update BEFORE UPDATE ON scans_shown_late BEGIN SELECT RAISE(ABORT, 'scans_shown_late is append-only'); END",
        "CREATE TRIGGER scans_shown_late_no_delete BEFORE DELETE ON scans_shown_late BEGIN SELECT RAISE(ABORT, 'scans_shown_late is append-only'); END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_entries is append-only'; END $$",
        "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only()",
        "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_append_only()",
        "CREATE OR REPLACE FUNCTION destructions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'destructions is append-only'; END $$",
        "CREATE TRIGGER destructions_no_change BEFORE UPDATE OR DELETE ON destructions FOR EACH ROW EXECUTE FUNCTION destructions_append_only()",
        "CREATE TRIGGER destructions_no_truncate BEFORE TRUNCATE ON destructions FOR EACH STATEMENT EXECUTE FUNCTION destructions_append_only()",
        "CREATE OR REPLACE FUNCTION mail_texts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'mail_texts is append-only'; END $$",
        "CREATE TRIGGER mail_texts_no_change BEFORE UPDATE OR DELETE ON mail_texts FOR EACH ROW EXECUTE FUNCTION mail_texts_append_only()",
        "CREATE TRIGGER mail_texts_no_truncate BEFORE TRUNCATE ON mail_texts FOR EACH STATEMENT EXECUTE FUNCTION mail_texts_append_only()",
        "CREATE OR REPLACE FUNCTION releases_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'releases is append-only'; END $$",
        "CREATE TRIGGER releases_no_change BEFORE UPDATE OR DELETE ON releases FOR EACH ROW EXECUTE FUNCTION releases_append_only()",
        "CREATE TRIGGER releases_no_truncate BEFORE TRUNCATE ON releases FOR EACH STATEMENT EXECUTE FUNCTION releases_append_only()",
        "CREATE OR REPLACE FUNCTION badge_design_versions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'badge_design_versions is append-only'; END $$",
        "CREATE TRIGGER badge_design_versions_no_change BEFORE UPDATE OR DELETE ON badge_design_versions FOR EACH ROW EXECUTE FUNCTION badge_design_versions_append_only()",
        "CREATE TRIGGER badge_design_versions_no_truncate BEFORE TRUNCATE ON badge_design_versions FOR EACH STATEMENT EXECUTE FUNCTION badge_design_versions_append_only()",
        "CREATE OR REPLACE FUNCTION form_versions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'form_versions is append-only'; END $$",
        "CREATE TRIGGER form_versions_no_change BEFORE UPDATE OR DELETE ON form_versions FOR EACH ROW EXECUTE FUNCTION form_versions_append_only()",
        "CREATE TRIGGER form_versions_no_truncate BEFORE TRUNCATE ON form_versions FOR EACH STATEMENT EXECUTE FUNCTION form_versions_append_only()",
        "CREATE OR REPLACE FUNCTION scans_set_aside_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'scans_set_aside is append-only'; END $$",
        "CREATE TRIGGER scans_set_aside_no_change BEFORE UPDATE OR DELETE ON scans_set_aside FOR EACH ROW EXECUTE FUNCTION scans_set_aside_append_only()",
        "CREATE TRIGGER scans_set_aside_no_truncate BEFORE TRUNCATE ON scans_set_aside FOR EACH STATEMENT EXECUTE FUNCTION scans_set_aside_append_only()",
        "CREATE OR REPLACE FUNCTION evidence_records_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'evidence_records is append-only'; END $$",
        "CREATE TRIGGER evidence_records_no_change BEFORE UPDATE OR DELETE ON evidence_records FOR EACH ROW EXECUTE FUNCTION evidence_records_append_only()",
        "CREATE TRIGGER evidence_records_no_truncate BEFORE TRUNCATE ON evidence_records FOR EACH STATEMENT EXECUTE FUNCTION evidence_records_append_only()",
        "CREATE OR REPLACE FUNCTION frozen_texts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'frozen_texts is append-only'; END $$",
        "CREATE TRIGGER frozen_texts_no_change BEFORE UPDATE OR DELETE ON frozen_texts FOR EACH ROW EXECUTE FUNCTION frozen_texts_append_only()",
        "CREATE TRIGGER frozen_texts_no_truncate BEFORE TRUNCATE ON frozen_texts FOR EACH STATEMENT EXECUTE FUNCTION frozen_texts_append_only()",
        "CREATE OR REPLACE FUNCTION badge_prints_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'badge_prints is append-only'; END $$",
        "CREATE TRIGGER badge_prints_no_change BEFORE UPDATE OR DELETE ON badge_prints FOR EACH ROW EXECUTE FUNCTION badge_prints_append_only()",
        "CREATE TRIGGER badge_prints_no_truncate BEFORE TRUNCATE ON badge_prints FOR EACH STATEMENT EXECUTE FUNCTION badge_prints_append_only()",
        "CREATE OR REPLACE FUNCTION scans_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'scans is append-only'; END $$",
        "CREATE TRIGGER scans_no_change BEFORE UPDATE OR DELETE ON scans FOR EACH ROW EXECUTE FUNCTION scans_append_only()",
        "CREATE TRIGGER scans_no_truncate BEFORE TRUNCATE ON scans FOR EACH STATEMENT EXECUTE FUNCTION scans_append_only()",
        "CREATE OR REPLACE FUNCTION scan_decisions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'scan_decisions is append-only'; END $$",
        "CREATE TRIGGER scan_decisions_no_change BEFORE UPDATE OR DELETE ON scan_decisions FOR EACH ROW EXECUTE FUNCTION scan_decisions_append_only()",
        "CREATE TRIGGER scan_decisions_no_truncate BEFORE TRUNCATE ON scan_decisions FOR EACH STATEMENT EXECUTE FUNCTION scan_decisions_append_only()",
        "CREATE OR REPLACE FUNCTION scan_undos_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'scan_undos is append-only'; END $$",
        "CREATE TRIGGER scan_undos_no_change BEFORE UPDATE OR DELETE ON scan_undos FOR EACH ROW EXECUTE FUNCTION scan_undos_append_only()",
        "CREATE TRIGGER scan_undos_no_truncate BEFORE TRUNCATE ON scan_undos FOR EACH STATEMENT EXECUTE FUNCTION scan_undos_append_only()",
        "CREATE OR REPLACE FUNCTION scans_shown_late_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'scans_shown_late is append-only'; END $$",
        "CREATE TRIGGER scans_shown_late_no_change BEFORE UPDATE OR DELETE ON scans_shown_late FOR EACH ROW EXECUTE FUNCTION scans_shown_late_append_only()",
        "CREATE TRIGGER scans_shown_late_no_truncate BEFORE TRUNCATE ON scans_shown_late FOR EACH STATEMENT EXECUTE FUNCTION scans_shown_late_append_only()",
    ],
}
