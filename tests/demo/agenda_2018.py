"""The plan of 2018 as its source prints it, written out by hand."""

D1, D2 = "2018-12-11", "2018-12-12"


def _at(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


BLOCKS = [
    (day, _at(starts), _at(ends), place, key, ko, en)
    for day, starts, ends, place, key, ko, en in (
        (D1, "11:00", "11:30", "hall", "opening", "개막식", "Opening ceremony"),
        (
            *(D1, "11:30", "12:00", "hall", "keynote", "기조연설: 일터의 불평등과 격차"),
            "Keynote: Inequality and disparity in the workplace",
        ),
        (D1, "12:00", "13:30", "meeting", "lunch-1", "네트워킹 오찬", "Networking luncheon"),
        (
            *(D1, "13:30", "15:05", "hall", "session-1"),
            "세션 1. 일의 불평등 해소를 위한 도시의 실천들 1",
            "Session 1. What cities do to end inequalities at work (1)",
        ),
        (D1, "15:05", "15:20", "hall", "break-1", "휴식", "Break"),
        (
            *(D1, "15:20", "16:55", "hall", "session-2"),
            "세션 2. 일의 불평등 해소를 위한 도시의 실천들 2",
            "Session 2. What cities do to end inequalities at work (2)",
        ),
        (
            *(D1, "16:55", "17:25", None, "transfer", "이동 (시청 → 성북동)"),
            "Transfer (City Hall to Seongbuk-dong)",
        ),
        (D1, "17:25", "18:00", "museum", "tour", "가구박물관 투어", "Furniture museum tour"),
        (D1, "18:00", "20:00", "museum", "dinner", "만찬", "Dinner"),
        (
            *(D2, "09:30", "11:50", "hall", "session-3"),
            "세션 3. 노동의 미래와 ‘유니온 시티’",
            "Session 3. The future of labour and the Union City",
        ),
        (
            *(D2, "09:30", "11:50", None, "ilo-special"),
            "ILO 스페셜 세션. 일의 미래와 ILO 100주년",
            "ILO special session. The future of work and the ILO centenary",
        ),
        (D2, "11:50", "13:30", None, "lunch-2", "네트워킹 오찬", "Networking luncheon"),
        (
            *(D2, "13:30", "15:30", "hall", "round-table"),
            "도시정부 라운드 테이블. 좋은 일자리를 위한 도시의 역할",
            "City government round table. The role of cities in decent work",
        ),
        (D2, "15:30", "16:00", "hall", "changeover", "장내정리", "Hall changeover"),
        (D2, "16:00", "17:00", "hall", "closing", "폐막식", "Closing ceremony"),
    )
]

PRESENTATIONS = [
    ("session-1", 1, "hamburg", "공공조달법 및 파견근로자 대우"),
    ("session-1", 2, "london", "실제 생활임금은 이렇게 가능하다"),
    ("session-1", 3, "marseille", "주35시간 근무제, 사업고용협동조합"),
    ("session-1", 4, "seoul", "노동존중특별시 서울 및 좋은 일자리 지표"),
    ("session-2", 1, "vienna", "기본소득, 노동시간 단축, 노동이사제"),
    ("session-2", 2, "milan", "비정규직 보호 정책"),
    ("session-2", 3, "chefchaouen", "취약근로자 보호방안"),
    ("session-2", 4, "new-york", "프리랜서 보호 조례"),
]
