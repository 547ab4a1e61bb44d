"""Texts of the gallery: ordinary ones, and those that break careless pages."""

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
LONG_LINK = "https://example.com/" + "a-long-path/" * 14 + "?query=" + "x" * 60
HOSTILE = "<b>bold?</b> <img src=x onerror=alert(1)> &lt;script&gt; \" ' ` {{ 7 * 7 }} <!channel>"
RIGHT_TO_LEFT = "مرحبا بالعالم، هذا نص طويل من اليمين إلى اليسار with English inside, שלום."
EMOJI = ":tada: :white_check_mark: :wave::skin-tone-4: :flag-nl: :no_such_emoji: 👩🏽‍💻 🇮🇳"
PARAGRAPH = (
    "Three deals move to *Negotiation*, one keeps its stage because its amount is above the limit. "
    "Nothing is changed before you confirm. "
)
THREE_THOUSAND = (PARAGRAPH * 20)[:3000]

MRKDWN = """\
*bold*, _italic_, ~struck~, `code`, and *bold with _italic_ inside*
<https://example.com/deals|A link>, https://example.com/bare, <mailto:ada@example.com|mail>
<@U1> and <@U2> in <#C1>, <!subteam^S1>, <!here>
<https://playground.slack.com/archives/C1/p1700000000000100|a message of this workspace>
Due <!date^1700000000^{date_long} at {time}|14 November>, :calendar:
> quoted, with *bold*
> and a second line
```
def total(deals):
    return sum(deal.amount for deal in deals if deal.stage < 5)  # <b> & co
```
• a typed bullet"""
MARKDOWN = """\
# Quarter in short
Revenue is **up 12 %**, churn is ~~bad~~ _steady_; see [the report](https://example.com) :tada:

1. Close the three open deals
2. Write to `ada@example.com`
   - with the new price
   - before Friday

> Nothing is sent before you confirm.

| Region | Deals | Amount |
|:-------|:-----:|-------:|
| North  | 12    | 48,200 |
| South <b>x</b> | 7 | 9,050 |

```python
print("<script>alert(1)</script>")
```
![A chart of the quarter](https://example.com/chart.png) [not a link](javascript:alert(1))
"""
