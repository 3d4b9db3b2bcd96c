namespace Paas.Jvm;

/// <summary>
/// Shell text that turns the addresses of databases into the form of JDBC. Users and passwords are percent-encoded in both;
/// <c>…_USERNAME</c> and <c>…_PASSWORD</c> have them plain. Everything is done by the shell itself, so that no password
/// is ever an argument of a program, and none is printed. Source:
/// devcenter.heroku.com/articles/connecting-to-relational-databases-on-heroku-with-java.
/// </summary>
internal static class JdbcProfile
{
    public const string Text = """
        paas_url_decode() {
          local LC_ALL=C rest="$1" decoded= character
          while [[ $rest == *%* ]]; do
            decoded+="${rest%%\%*}" rest="${rest#*%}" character=%
            if [[ $rest == [0-9a-fA-F][0-9a-fA-F]* ]]; then printf -v character "\\x${rest:0:2}"; rest="${rest:2}"; fi
            decoded+="$character"
          done
          REPLY="$decoded$rest"
        }
        paas_url_encode() {
          local LC_ALL=C text="$1" encoded= character i
          for (( i = 0; i < ${#text}; i++ )); do
            character="${text:i:1}"
            case "$character" in
              [a-zA-Z0-9._~-]) ;;
              *) printf -v character '%%%02X' "'$character"; character="%${character: -2}" ;;
            esac
            encoded+="$character"
          done
          REPLY="$encoded"
        }
        # paas_jdbc URL PREFIX: exports PREFIX_URL, PREFIX_USERNAME and PREFIX_PASSWORD unless a config var has them.
        paas_jdbc() {
          local url="$1" prefix="$2" scheme rest login= place query= user= password= host extra= REPLY parameters=
          scheme="${url%%://*}" rest="${url#*://}"
          [ "$scheme" != "$url" ] || return 0
          case "$rest" in *\?*) query="${rest#*\?}" rest="${rest%%\?*}" ;; esac
          query="${query%%#*}" place="$rest"
          case "$rest" in *@*) login="${rest%@*}" place="${rest##*@}" ;; esac
          host="${place%%/*}"
          case "$host" in "["*) host="${host%%]*}]" ;; *) host="${host%%:*}" ;; esac
          case "$scheme" in
            postgres | postgresql)
              scheme=postgresql
              case "&$query" in
                *"&sslmode="*) ;;
                *) case "$host" in localhost | 127.* | "[::1]") ;; *) extra="sslmode=require" ;; esac ;;
              esac ;;
            mysql | mysql2) scheme=mysql query="${query/reconnect=true/autoReconnect=true}" ;;
            mariadb) ;;
            *) return 0 ;;
          esac
          paas_url_decode "${login%%:*}"; user="$REPLY"
          case "$login" in *:*) paas_url_decode "${login#*:}"; password="$REPLY" ;; esac
          if [ -n "$user" ]; then paas_url_encode "$user"; parameters+="&user=$REPLY"; fi
          if [ -n "$password" ]; then paas_url_encode "$password"; parameters+="&password=$REPLY"; fi
          parameters+="${query:+&$query}${extra:+&$extra}"
          local name="${prefix}_URL"
          [ -z "${!name:-}" ] || return 0
          export "${prefix}_URL=jdbc:$scheme://$place${parameters:+?${parameters#&}}" "${prefix}_USERNAME=$user" "${prefix}_PASSWORD=$password"
        }
        if [ -n "${DATABASE_URL:-}" ]; then
          paas_jdbc "$DATABASE_URL" JDBC_DATABASE
        else
          for paas_name in JAWSDB_URL JAWSDB_MARIA_URL CLEARDB_DATABASE_URL; do
            if [ -n "${!paas_name:-}" ]; then paas_jdbc "${!paas_name}" JDBC_DATABASE; break; fi
          done
        fi
        for paas_name in "${!HEROKU_POSTGRESQL_@}"; do
          case "$paas_name" in
            *_JDBC_URL) ;;
            HEROKU_POSTGRESQL_*_URL) paas_jdbc "${!paas_name}" "${paas_name%_URL}_JDBC" ;;
          esac
        done
        if [ -n "${JDBC_DATABASE_URL:-}" ] && [ "${DISABLE_SPRING_DATASOURCE_URL:-}" != true ] && [ -z "${SPRING_DATASOURCE_URL:-}${SPRING_DATASOURCE_USERNAME:-}${SPRING_DATASOURCE_PASSWORD:-}" ]; then
          export SPRING_DATASOURCE_URL="$JDBC_DATABASE_URL" SPRING_DATASOURCE_USERNAME="${JDBC_DATABASE_USERNAME:-}" SPRING_DATASOURCE_PASSWORD="${JDBC_DATABASE_PASSWORD:-}"
        fi
        if [ -n "${REDIS_URL:-}" ] && [ "${DISABLE_SPRING_REDIS_URL:-}" != true ]; then
          export SPRING_REDIS_URL="${SPRING_REDIS_URL-$REDIS_URL}" SPRING_DATA_REDIS_URL="${SPRING_DATA_REDIS_URL-$REDIS_URL}"
        fi
        unset paas_name
        unset -f paas_jdbc paas_url_encode paas_url_decode
        """;
}
