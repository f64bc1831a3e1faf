//! Which country a time zone lies in, for the countries in which controls are known. The names
//! are the IANA time zone database's, with the old ones that browsers still tell.

/// The country of a time zone, ISO 3166 alpha-2.
pub fn country(zone: &str) -> Option<&'static str> {
    let (area, place) = zone.split_once('/').unwrap_or(("", zone));
    Some(match area {
        "Africa" => match place {
            "Addis_Ababa" => "ET",
            "Kampala" => "UG",
            _ => return None,
        },
        "America" => match place {
            "Araguaina" | "Bahia" | "Belem" | "Boa_Vista" | "Campo_Grande" | "Cuiaba"
            | "Eirunepe" | "Fortaleza" | "Maceio" | "Manaus" | "Noronha" | "Porto_Acre"
            | "Porto_Velho" | "Recife" | "Rio_Branco" | "Santarem" | "Sao_Paulo" => "BR",
            _ => return None,
        },
        "Asia" => match place {
            "Anadyr" | "Barnaul" | "Chita" | "Irkutsk" | "Kamchatka" | "Khandyga"
            | "Krasnoyarsk" | "Magadan" | "Novokuznetsk" | "Novosibirsk" | "Omsk" | "Sakhalin"
            | "Srednekolymsk" | "Tomsk" | "Ust-Nera" | "Vladivostok" | "Yakutsk"
            | "Yekaterinburg" => "RU",
            "Chongqing" | "Chungking" | "Harbin" | "Kashgar" | "Shanghai" | "Urumqi" => "CN",
            "Calcutta" | "Kolkata" => "IN",
            "Istanbul" => "TR",
            "Karachi" => "PK",
            "Rangoon" | "Yangon" => "MM",
            "Tehran" => "IR",
            _ => return None,
        },
        "Brazil" => "BR",
        "Europe" => match place {
            "Astrakhan" | "Kaliningrad" | "Kirov" | "Moscow" | "Samara" | "Saratov"
            | "Ulyanovsk" | "Volgograd" => "RU",
            "Istanbul" => "TR",
            _ => return None,
        },
        "" => match place {
            "Iran" => "IR",
            "PRC" => "CN",
            "Turkey" => "TR",
            "W-SU" => "RU",
            _ => return None,
        },
        _ => return None,
    })
}
