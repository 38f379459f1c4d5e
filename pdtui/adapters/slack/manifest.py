"""The manifest of Slack's app for pdtui: each customer makes the app from it in the own workspace.

An app that many workspaces share would be held to one reading of a thread per minute; one's own is not.
"""

from __future__ import annotations

from pdtui.core.slack.listening.wishes import USAGE
from pdtui.core.slack.port import SERVES

_MANIFEST = """\
_metadata:
  major_version: 1
display_information:
  name: pdtui
  description: Mirrors PagerDuty actions taken in the pdtui terminal app into incident threads.
features:
  app_home:
    home_tab_enabled: false
    messages_tab_enabled: true            # otherwise direct messages fail with messages_tab_disabled
    messages_tab_read_only_enabled: false # who is asked for cover answers there
  bot_user:
    display_name: pdtui
    always_online: false
  slash_commands:                         # only answered where Socket Mode is used
    - command: /pdtui
      description: Ack, resolve or look at a PagerDuty incident through pdtui
      usage_hint: "[{words}]"
      should_escape: true
oauth_config:
  scopes:
    bot:
{scopes}
settings:
  interactivity:
    is_enabled: true                      # buttons under messages
  org_deploy_enabled: false
  socket_mode_enabled: true               # commands and buttons reach a laptop without a public address
  token_rotation_enabled: false
"""


def manifest() -> str:
    """The manifest in YAML, to be pasted at api.slack.com/apps, Create New App, From a manifest."""
    scopes = "\n".join(f"      - {scope.value:<19} # {what}" for scope, what in SERVES.items())
    return _MANIFEST.format(scopes=scopes, words="|".join(USAGE))
