"""The manifest of Slack's app for pdtui: each customer makes the app from it in the own workspace.

An app that many workspaces share would be held to one reading of a thread per minute; one's own is not.
"""

from __future__ import annotations

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
    messages_tab_read_only_enabled: true
  bot_user:
    display_name: pdtui
    always_online: false
  slash_commands:                         # only answered where Socket Mode is used
    - command: /pdtui
      description: Ack, resolve or look at a PagerDuty incident through pdtui
      usage_hint: "[help|trigger|ack|resolve|note|escalate|oncall|invite]"
      should_escape: true
oauth_config:
  scopes:
    bot:
      - chat:write          # actions told in the incident's thread; the daily and the handoff message
      - channels:read       # channels found by their names
      - channels:history    # the thread of an incident found and read; a lost post found again
      - channels:join       # public channels entered by the app itself
      - groups:read         # private channels that the app was invited to
      - groups:history      # threads in private channels
      - im:write            # direct messages to the person on call
      - im:history          # a lost direct message found again
      - users:read          # names beside what people say in a thread
      - users:read.email    # PagerDuty's people found in Slack, to mention and to invite them
      - reactions:write     # marks for acknowledged and resolved
      - channels:manage     # public incident channels made, named and archived
      - groups:write        # private incident channels made, named and archived
      - pins:write          # the checklist pinned in an incident channel
      - bookmarks:read      # no second bookmark of the same address
      - bookmarks:write     # the incident's address at the head of its channel
      - commands            # /pdtui
settings:
  interactivity:
    is_enabled: true                      # buttons under messages
  org_deploy_enabled: false
  socket_mode_enabled: true               # commands and buttons reach a laptop without a public address
  token_rotation_enabled: false
"""


def manifest() -> str:
    """The manifest in YAML, to be pasted at api.slack.com/apps, Create New App, From a manifest."""
    return _MANIFEST
