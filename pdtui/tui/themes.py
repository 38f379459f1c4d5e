"""The two looks of the screen. Every text colour reaches 4.5:1 on every ground it is used on (tested)."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="pdtui-dark",
    dark=True,
    primary="#7cb7ff",
    secondary="#a9b7c6",
    accent="#7cb7ff",
    foreground="#d5dce4",
    background="#0f1318",
    surface="#0f1318",
    panel="#1a2029",
    boost="#1a2029",
    success="#7ddc98",
    warning="#f0c05a",
    error="#ff9089",
    variables={
        "text-muted": "#9aa8b7",
        "text-disabled": "#8593a3",
        "block-cursor-background": "#243b57",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#232b36",
        "block-cursor-blurred-foreground": "#ffffff",
        "border": "#7cb7ff",
        "border-blurred": "#38434f",
        "scrollbar": "#465260",
        "scrollbar-background": "#0f1318",
        "scrollbar-background-hover": "#0f1318",
        "scrollbar-background-active": "#0f1318",
        "input-cursor-background": "#d5dce4",
        "input-cursor-foreground": "#0f1318",
        "input-selection-background": "#243b57",
    },
)

LIGHT = Theme(
    name="pdtui-light",
    dark=False,
    primary="#0b5394",
    secondary="#44515f",
    accent="#0b5394",
    foreground="#1c242c",
    background="#fbfcfd",
    surface="#fbfcfd",
    panel="#e9edf2",
    boost="#e9edf2",
    success="#14602f",
    warning="#704a00",
    error="#a3180f",
    variables={
        "text-muted": "#4d5a68",
        "text-disabled": "#5a6775",
        "block-cursor-background": "#cfe2f7",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e1e6ec",
        "block-cursor-blurred-foreground": "#000000",
        "border": "#0b5394",
        "border-blurred": "#b8c2cc",
        "scrollbar": "#9aa6b2",
        "scrollbar-background": "#fbfcfd",
        "scrollbar-background-hover": "#fbfcfd",
        "scrollbar-background-active": "#fbfcfd",
        "input-cursor-background": "#1c242c",
        "input-cursor-foreground": "#fbfcfd",
        "input-selection-background": "#cfe2f7",
    },
)

THEMES = (DARK, LIGHT)
