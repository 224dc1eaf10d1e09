" LOOP, the language of HoloLoom. Names of groups are those every colour scheme knows.
if exists('b:current_syntax')
  finish
endif
syntax case match
syntax sync fromstart

syntax match loopOperator "[-+*/%<>=!?|&]\+"
syntax match loopName "\<[a-z_]\w*\>"
syntax match loopCall "\<[a-z_]\w*\>\ze\s*("
syntax match loopField "\%(?\.\|\.\)\zs\h\w*"
syntax match loopGiven "\%(^\s*-\s*\)\@<=[a-z_]\w*\ze\s*=[^=>]"
syntax match loopBullet "^\s*\zs[-–—−•◦▪‣*·]"

syntax keyword loopConstant true false null
syntax keyword loopOwn it run error
syntax keyword loopIn in
syntax match loopNumber "\<\d\+\%(\.\d\+\)\=\%([eE][+-]\=\d\+\)\=\>"
syntax match loopDuration "\<\%(\d\+\%(\.\d\+\)\=\%(ms\|[smhdw]\)\)\+\>"

syntax keyword loopBlock LOOP TOOLS
syntax keyword loopControl IF FOR REPEAT FIRST COLLABORATE ASK SAY WAIT FAIL RETURN END YIELD UNTIL
syntax keyword loopClause WHEN AFTER TIMEOUT RETRY ELSE UNDO
syntax keyword loopOption IN FROM NEED CHOICES WITHIN MAX EVERY BACKOFF WHERE WITH QUORUM KEEP GOING
syntax keyword loopTool READ HOST HTTP AUTH PROMPT AGENT
syntax match loopSection "^\s*\zs\%(USES\|INPUT\|TOOLS\|SCHEDULE\|LIMIT\|STEPS\|ON\s\+ERROR\|OUTPUT\)\ze\s*:"
syntax match loopType "\%([:<|]\s*\|->\s*\)\@<=\%(text\|number\|bool\|duration\|time\|user\|room\|any\|list\|map\)\>"

syntax match loopComment "#.*$" contains=@Spell
syntax match loopComment "\%(STEPS\|USES\|TOOLS\|ERROR\):\s*\zs#.*$" contains=@Spell
syntax match loopRoom "\%([-=(\[{,:?|&<>+*/%!]\s*\|\u\u\s\+\|\<in\s\+\)\@<=\%(END\s\+\)\@<!#\a[[:alnum:]_.-]*\%(:[[:alnum:].-]\+\)\="
syntax match loopUser "@[[:alnum:]_][[:alnum:]_.=/+-]*\%(:[[:alnum:].-]\+\)\="

syntax region loopText start=+["“”„‟]+ end=+["“”„‟]+ oneline contains=loopEscape,loopHole,@Spell
syntax match loopEscape "\\\%(["\\{}nt]\|u{\x\{1,6}}\)" contained
syntax region loopHole matchgroup=loopBrace start="{" end="}" contained oneline
  \ contains=loopName,loopCall,loopField,loopConstant,loopOwn,loopIn,loopNumber,loopDuration,loopOperator,loopRoom,loopUser,loopText

highlight default link loopComment Comment
highlight default link loopBlock Structure
highlight default link loopSection Label
highlight default link loopControl Repeat
highlight default link loopClause Keyword
highlight default link loopOption Keyword
highlight default link loopTool PreProc
highlight default link loopType Type
highlight default link loopText String
highlight default link loopEscape SpecialChar
highlight default link loopBrace Delimiter
highlight default link loopConstant Boolean
highlight default link loopOwn Special
highlight default link loopIn Operator
highlight default link loopNumber Number
highlight default link loopDuration Number
highlight default link loopRoom Constant
highlight default link loopUser Constant
highlight default link loopCall Function
highlight default link loopGiven Identifier
highlight default link loopField Normal
highlight default link loopOperator Operator
highlight default link loopBullet Delimiter

let b:current_syntax = 'loop'
