"""Why a run is incomplete, by kind: the names under which somebody who has looked at the place accepts it."""

from __future__ import annotations

UNREAD = "unread"
UNINTERPRETED = "uninterpreted"
FAILURE = "failure"
NOT_ATTACKED = "not-attacked"

MEANINGS = {
    UNREAD: "a file, or a part of one, that says what is deployed could not be read or decided",
    UNINTERPRETED: "the code of a function was not found, or not followed to its end",
    FAILURE: "a check or a part of goatherd failed; the rest of the run went on",
    NOT_ATTACKED: "goatherd attack could not attack a function, or not in every way",
}
