#!/bin/sh
# Defines in Chatwoot what the desk shows there: the labels, and the attributes of conversations and contacts.
# Usage: sh docs/chatwoot-setup.sh .env        (needs curl; run it again whenever you like, what is there stays)
#
# Reads CHATWOOT_URL, CHATWOOT_ACCOUNT_ID, CHATWOOT_USER_TOKEN (an administrator's) and LABEL_SEPARATOR from the file.
set -eu

setting() { sed -n "s/^$1=//p" "$file" | tail -n 1; }

file=${1:?"name the file with the settings, such as .env"}
url=$(setting CHATWOOT_URL)
api=${url%/}/api/v1/accounts/$(setting CHATWOOT_ACCOUNT_ID)
token=$(setting CHATWOOT_USER_TOKEN)
separator=$(setting LABEL_SEPARATOR)

define() { # what it is called, the path, the JSON
    # The token goes in through a pipe: arguments can be read by everybody on the machine.
    status=$(printf 'header = "Api-Access-Token: %s"\n' "$token" |
        curl --silent --show-error --config - --output /dev/null --write-out '%{http_code}' \
            --header 'Content-Type: application/json' --data "$3" "$api$2")
    case $status in
    200) echo "made      $1" ;;
    422) echo "is there  $1" ;;
    *) echo "refused   $1 ($status; is CHATWOOT_USER_TOKEN an administrator's?)" && exit 1 ;;
    esac
}

label() { define "label $1" /labels "{\"title\": \"$1\", \"color\": \"$2\", \"show_on_sidebar\": true}"; }

attribute() { # conversation or contact, the key, the kind
    define "$1 attribute $2" /custom_attribute_definitions "{\"attribute_display_name\": \"$2\",
        \"attribute_key\": \"$2\", \"attribute_display_type\": \"$3\", \"attribute_model\": \"$1_attribute\"}"
}

case $separator in
_ | -)
    for word in pending processing paid failed expired refunded disputed; do label "payment$separator$word" "#1f93ff"; done
    for word in booked attention; do label "status$separator$word" "#2bb930"; done
    for word in trial regular urgent weekend; do label "flow$separator$word" "#8e8e93"; done
    ;;
*) echo "skipped   the labels: Chatwoot registers none with a colon. LABEL_SEPARATOR=_ makes some that it can" ;;
esac

for key in order_id payment_status payment_date lesson_start lesson_status service audience program; do
    attribute conversation $key text
done
attribute conversation lesson_minutes number
attribute conversation payment_link link
attribute conversation has_paid_lesson checkbox

for key in language segment customer_since school_level learner_name; do attribute contact $key text; done
attribute contact has_paid_lesson checkbox
