#!/bin/sh
# Repeats what failed: give the number of a failure. Needs curl.

failure_1() {
# E3 an id as number
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

failure_2() {
# E1 f1
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

failure_3() {
# E1 f2
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

failure_4() {
# E1 f3
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

failure_5() {
# E1 f4
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

failure_6() {
# E7 should
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

failure_7() {
# D4 wants an id
curl -sS -i --globoff --http1.1 -X 'POST' -H 'X-Api-Key: ***' -H 'Expect:' --data-raw '{"serial":"</script><b>"}' 'http://***@erp/device'
}

case "$1" in
1) failure_1 ;;
2) failure_2 ;;
3) failure_3 ;;
4) failure_4 ;;
5) failure_5 ;;
6) failure_6 ;;
7) failure_7 ;;
*) cat <<'END'
Give the number of a failure:
   1  E3 MUST  an id as number
   2  E1 MUST  f1
   3  E1 MUST  f2
   4  E1 MUST  f3
   5  E1 MUST  f4
   6  E7 SHOULD  should
   7  D4 MUST  wants an id
END
;;
esac
