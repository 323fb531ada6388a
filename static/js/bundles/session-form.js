// The form of a session.
import { sessionForm } from "../session-form/form.js";

sessionForm();
