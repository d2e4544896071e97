"""The national lines that every new program's crisis card starts with.

A curator maintains them from then on.

Facts as the lines state them themselves: 988lifeline.org (call, text, chat; 1 for veterans, 2 for
Spanish; AYUDA for Spanish by text), samhsa.gov (National Helpline), crisistextline.org. The
sentences are our own; each says one thing that makes reaching out easier, because a number alone is
seldom used (`docs/glossary.md`, help now).
"""

from datetime import date

from domain.entities.crisis_line import CrisisLine

CHECKED_ON = date(2026, 11, 21)
_ALWAYS = "24 hours, every day"
_REGION = "United States"

NATIONAL_LINES: dict[str, CrisisLine] = {
    "988-call": CrisisLine(
        label="988 Suicide & Crisis Lifeline",
        kind="call",
        value="988",
        hours=_ALWAYS,
        sentence=(
            "It is free. You do not have to give your name, and you can hang up at any time. "
            "Veterans press 1, Spanish press 2."
        ),
        sentence_es=(
            "Es gratis. No tienes que dar tu nombre y puedes colgar cuando quieras. Oprime 2 "
            "para español."
        ),
        region=_REGION,
        place=10,
        checked_on=CHECKED_ON,
    ),
    "988-text": CrisisLine(
        label="988 Lifeline by text",
        kind="text",
        value="988",
        hours=_ALWAYS,
        sentence="If talking is hard, you can text. One word is enough to start.",
        sentence_es="Si te cuesta hablar, puedes escribir. Manda AYUDA y te contestan en español.",
        region=_REGION,
        place=20,
        checked_on=CHECKED_ON,
    ),
    "988-chat": CrisisLine(
        label="988 Lifeline by chat",
        kind="chat",
        value="https://988lifeline.org/chat/",
        hours=_ALWAYS,
        sentence="You can type with someone, with no voice and no number shown. It is free.",
        sentence_es="Puedes escribir con alguien, sin voz y sin mostrar tu número. Es gratis.",
        region=_REGION,
        place=30,
        checked_on=CHECKED_ON,
    ),
    "911": CrisisLine(
        label="911 emergency",
        kind="call",
        value="911",
        hours=_ALWAYS,
        sentence=(
            "Call if someone is in danger right now or will not wake up. Say first where you are."
        ),
        sentence_es=(
            "Llama si alguien está en peligro ahora o no despierta. Di primero dónde estás."
        ),
        region=_REGION,
        place=40,
        checked_on=CHECKED_ON,
    ),
    "crisis-text-line": CrisisLine(
        label="Crisis Text Line",
        kind="text",
        value="741741",
        hours=_ALWAYS,
        sentence="Text HOME. It is free, and any hard moment is reason enough.",
        sentence_es="Manda AYUDA. Es gratis, y cualquier momento difícil es motivo suficiente.",
        region=_REGION,
        place=50,
        checked_on=CHECKED_ON,
    ),
    "samhsa": CrisisLine(
        label="SAMHSA National Helpline",
        kind="call",
        value="1-800-662-4357",
        hours=_ALWAYS,
        sentence=(
            "It is free and private. They can tell you what help there is near you, in English "
            "or Spanish."
        ),
        sentence_es=(
            "Es gratis y privado. Te dicen qué ayuda hay cerca de ti, en inglés o en español."
        ),
        region=_REGION,
        place=60,
        checked_on=CHECKED_ON,
    ),
}
"""By a name that never changes, so that setting a program up twice makes no second line."""
