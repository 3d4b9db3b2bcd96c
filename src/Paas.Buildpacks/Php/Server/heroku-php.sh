#!/usr/bin/env bash
# PHP-FPM behind Apache or nginx on $PORT, in one dyno. All that they write goes to a directory of their own below
# ${TMPDIR:-/tmp} and to this program's output; when one ends, so does the other.
set -u -o pipefail
shopt -s nullglob

server=${0##*/heroku-php-}
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

usage() {
  cat >&2 <<USAGE
Usage: heroku-php-$server [options] [DOCUMENT_ROOT]

  -C FILE   configuration for $server, included in its virtual host
  -F FILE   configuration for PHP-FPM, included at the end
  -i FILE   php.ini in place of the system's
  -l FILE   log to follow, beside those that are known; may be given again
  -p PORT   port in place of \$PORT
  -t        test the configuration and end
  -v        say more
FILE may end in .php; then it is the output of that program.
USAGE
}

fail() {
  echo "heroku-php-$server: $*" >&2
  exit 1
}

include='' fpm_include='' ini='' logs=() testing='' verbose=''
while getopts ':C:F:c:i:l:p:tvh' option; do
  case $option in
    C) include=$OPTARG ;;
    F) fpm_include=$OPTARG ;;
    c) fail "-c replaces the whole configuration on Heroku and is not known here; put what you need into an include: -C FILE" ;;
    i) ini=$OPTARG ;;
    l) logs+=("$OPTARG") ;;
    p) PORT=$OPTARG ;;
    t) testing=1 ;;
    v) verbose=1 ;;
    h) usage; exit 0 ;;
    :) usage; fail "option -$OPTARG needs a value" ;;
    *) usage; fail "there is no option -$OPTARG" ;;
  esac
done
shift $((OPTIND - 1))
[ $# -le 1 ] || { usage; fail "there can be one document root, but $# were given: $*"; }
[[ ${PORT:-} =~ ^[0-9]+$ ]] || fail 'PORT is not set to a number; give one with -p PORT'

root=$(cd -- "${1:-.}" 2>/dev/null && pwd -P) || fail "the document root '$1' is not a directory of the app"

apache=$(type -P apache2 httpd | head -n 1)
if [ "$server" = apache2 ] && [ -z "$apache" ]; then
  type -P nginx >/dev/null || fail 'neither Apache nor nginx is installed where this dyno runs (Debian: apt-get install apache2-bin, or nginx-light)'
  echo 'Apache is not installed where this dyno runs; using nginx, which does not read .htaccess files.' >&2
  [ -z "$include" ] || fail "-C $include is configuration for Apache, which is not installed (Debian: apt-get install apache2-bin); for nginx use heroku-php-nginx"
  server=nginx front_controller=1
fi
[ "$server" != nginx ] || type -P nginx >/dev/null || fail 'nginx is not installed where this dyno runs (Debian: apt-get install nginx-light)'

# Apache refuses to serve as root. In a user namespace it is somebody else who owns the same files.
if [ "$server" = apache2 ] && [ "$(id -u)" = 0 ] && unshare --user --map-user=1000 --map-group=1000 true 2>/dev/null; then
  exec unshare --user --map-user=1000 --map-group=1000 "$BASH" "$0" ${include:+-C "$include"} ${fpm_include:+-F "$fpm_include"} \
    ${ini:+-i "$ini"} ${logs[@]+"${logs[@]/#/-l}"} -p "$PORT" ${testing:+-t} ${verbose:+-v} -- ${1+"$1"}
fi
[ "$root" = "$(pwd -P)" ] || echo "DOCUMENT_ROOT changed to '${1%/}/'" >&2

version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;') || fail 'php is not on the PATH'
fpm=$(type -P "php-fpm$version" php-fpm | head -n 1)
[ -n "$fpm" ] || fail "PHP-FPM $version is not installed where this dyno runs (Debian: apt-get install php-fpm)"

work=$(mktemp -d "${TMPDIR:-/tmp}/heroku-php.XXXXXX") || fail 'no directory for temporary files can be made'
trap 'rm -rf "$work"' EXIT

# A file that is to be used as it is, or what a PHP program prints.
evaluate() {
  local file=$1 kind=$2
  [ -r "$file" ] || fail "the $kind '$file' cannot be read; it is looked for from the app's directory"
  if [[ $file == *.php ]]; then
    php "$file" >"$work/${file##*/}.txt" || fail "the $kind '$file' could not be evaluated"
    file=$work/${file##*/}.txt
  fi
  realpath -- "$file"
}

[ -z "$include" ] || include=$(evaluate "$include" "configuration for $server") || exit 1
[ -z "$fpm_include" ] || fpm_include=$(evaluate "$fpm_include" 'configuration for PHP-FPM') || exit 1
[ -z "$ini" ] || ini=$(evaluate "$ini" php.ini) || exit 1
fpm_options=(${ini:+-c "$ini"})
as_root=''
if [ "$(id -u)" = 0 ]; then as_root=1 fpm_options+=(--allow-to-run-as-root); fi

# @memory-limit@

# As many workers as fit into memory, each with PHP's own limit, but no more than the processors can feed.
memory_limit() {
  local text file
  text=$("$fpm" "${fpm_options[@]}" -i 2>/dev/null | sed -n 's/^memory_limit => \([^ ]*\).*/\1/p')
  for file in "$root/.user.ini" $fpm_include; do
    [ ! -r "$file" ] || text=$(sed -n -E 's/^[[:space:]]*(memory_limit|php(_admin)?_value\[memory_limit\])[[:space:]]*=[[:space:]]*"?([0-9]+[KMGkmg]?|-1).*/\3/p' "$file" | tail -n 1 | grep . || echo "$text")
  done
  echo "${text:-128M}"
}

if [ -z "${WEB_CONCURRENCY:-}" ]; then
  limit=$(memory_limit)
  case $limit in
    *[Gg]) megabytes=$(( ${limit%?} * 1024 )) ;;
    *[Mm]) megabytes=${limit%?} ;;
    *[Kk]) megabytes=$(( ${limit%?} / 1024 )) ;;
    -1) megabytes=$(paas_memory_mb) ;;
    *) megabytes=$(( limit / 1048576 )) ;;
  esac
  WEB_CONCURRENCY=$(( $(paas_memory_mb) / (megabytes > 0 ? megabytes : 1) ))
  most=$(( $(getconf _NPROCESSORS_ONLN) * 6 ))
  [ "$WEB_CONCURRENCY" -le "$most" ] || WEB_CONCURRENCY=$most
  [ "$WEB_CONCURRENCY" -ge 1 ] || WEB_CONCURRENCY=1
  export WEB_CONCURRENCY
  echo "$WEB_CONCURRENCY processes at ${megabytes}MB memory limit." >&2
elif ! [[ $WEB_CONCURRENCY =~ ^[1-9][0-9]*$ ]]; then
  fail "WEB_CONCURRENCY is '$WEB_CONCURRENCY'; it must be a number of processes above zero"
fi

# Servers open their logs by name, which they may not do with an output that another user opened; so it is a pipe of ours.
log=$work/log
mkfifo "$log"
(trap '' TERM INT HUP; exec cat) <"$log" &
writer=$!
exec 3>"$log"

level=warning socket=$work/fpm.sock
[ -z "$verbose" ] || level=notice
cat >"$work/fpm.conf" <<CONF
[global]
pid = $work/fpm.pid
error_log = $log
log_level = $level
daemonize = no
process_control_timeout = 25s
[www]
listen = $socket
listen.mode = 0600
${as_root:+user = root}
${as_root:+group = root}
pm = ondemand
pm.max_children = $WEB_CONCURRENCY
pm.process_idle_timeout = 60s
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
php_value[error_log] = $log
php_value[log_errors] = on
${fpm_include:+include = $fpm_include}
CONF

nginx_conf() {
  local types='types { text/html html htm; text/css css; application/javascript js; image/png png; image/jpeg jpg jpeg; image/svg+xml svg; }' front=''
  for file in /etc/nginx/mime.types /usr/local/etc/nginx/mime.types /usr/local/nginx/conf/mime.types; do
    if [ -r "$file" ]; then types="include $file;"; break; fi
  done
  [ -z "${front_controller:-}" ] || [ ! -e "$root/index.php" ] || front='location / { try_files $uri $uri/ /index.php$is_args$args; }'
  cat <<CONF
daemon off;
pid $work/nginx.pid;
error_log $log ${verbose:+info};
worker_processes 1;
${as_root:+user root;}
events { worker_connections 1024; }
http {
  $types
  default_type application/octet-stream;
  sendfile on;
  server_tokens off;
  absolute_redirect off;
  keepalive_timeout 65;
  access_log $log;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  fastcgi_buffers 256 4k;
  # No connections are kept: each would hold a worker, idle or not, while requests wait for one.
  upstream heroku-fcgi { server unix:$socket; }
  server {
    listen $PORT;
    server_name localhost;
    root "$root";
    index index.php index.html index.htm;
    location @heroku-fcgi {
      fastcgi_split_path_info ^(.+\.php)(/.*)\$;
      fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
      fastcgi_param SCRIPT_NAME \$fastcgi_script_name;
      fastcgi_param PATH_INFO \$fastcgi_path_info if_not_empty;
      fastcgi_param DOCUMENT_ROOT \$document_root;
      fastcgi_param DOCUMENT_URI \$document_uri;
      fastcgi_param REQUEST_URI \$request_uri;
      fastcgi_param REQUEST_METHOD \$request_method;
      fastcgi_param REQUEST_SCHEME \$scheme;
      fastcgi_param QUERY_STRING \$query_string;
      fastcgi_param CONTENT_TYPE \$content_type;
      fastcgi_param CONTENT_LENGTH \$content_length;
      fastcgi_param SERVER_PROTOCOL \$server_protocol;
      fastcgi_param SERVER_SOFTWARE nginx;
      fastcgi_param SERVER_NAME \$host;
      fastcgi_param SERVER_ADDR \$server_addr;
      fastcgi_param SERVER_PORT \$server_port;
      fastcgi_param REMOTE_ADDR \$remote_addr;
      fastcgi_param REMOTE_PORT \$remote_port;
      fastcgi_param GATEWAY_INTERFACE CGI/1.1;
      fastcgi_param REDIRECT_STATUS 200;
      if (!-f \$document_root\$fastcgi_script_name) { return 404; }
      fastcgi_pass heroku-fcgi;
    }
    ${include:+include "$include";}
    $front
    location ~ /\.(?!well-known) { deny all; }
    location ~ ^/(composer\.(json|lock)|auth\.json|Procfile|app\.json)\$ { return 404; }
    location ~ \.php(/|\$) { try_files @heroku-fcgi @heroku-fcgi; }
  }
}
CONF
}

apache_conf() {
  local modules module
  for modules in /usr/lib/apache2/modules /usr/lib/httpd/modules /usr/lib64/httpd/modules /usr/local/apache2/modules; do
    [ ! -d "$modules" ] || break
  done
  echo "ServerRoot \"$work\""
  echo "DefaultRuntimeDir \"$work\""
  for module in mpm_event unixd log_config authn_core authn_file authz_core authz_host authz_user auth_basic access_compat mime dir rewrite headers env setenvif alias \
    deflate filter expires negotiation autoindex reqtimeout proxy proxy_fcgi; do
    [ ! -e "$modules/mod_$module.so" ] || echo "LoadModule ${module}_module $modules/mod_$module.so"
  done
  cat <<CONF
PidFile "$work/httpd.pid"
Mutex pthread
Listen $PORT
ServerName localhost
ServerTokens Prod
ServerSignature Off
UseCanonicalName Off
TraceEnable Off
GracefulShutDownTimeout 25
StartServers 1
ThreadsPerChild 25
${verbose:+LogLevel info}
ErrorLog "$log"
ErrorLogFormat "[%l] [pid %P] %M"
LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined
CustomLog "$log" combined
TypesConfig $([ -r /etc/mime.types ] && echo /etc/mime.types || echo /dev/null)
AddType text/css .css
AddType application/javascript .js
AddDefaultCharset off
DirectoryIndex index.php index.html index.htm
<Directory />
  AllowOverride None
  Require all denied
</Directory>
<VirtualHost *:$PORT>
  DocumentRoot "$root"
  <Directory "$root">
    Options FollowSymLinks
    AllowOverride All
    Require all granted
    CGIPassAuth On
  </Directory>
  <FilesMatch "\.php\$">
    <If "-f %{REQUEST_FILENAME}">
      SetHandler "proxy:unix:$socket|fcgi://heroku-fcgi"
    </If>
  </FilesMatch>
  <LocationMatch "/\.(?!well-known)|^/(composer\.(json|lock)|auth\.json|Procfile|app\.json)\$">
    Require all denied
  </LocationMatch>
  ${include:+Include "$include"}
</VirtualHost>
CONF
}

if [ "$server" = nginx ]; then
  nginx_conf >"$work/server.conf"
  command=("$(type -P nginx)" -p "$work" -e stderr -c "$work/server.conf")
  graceful=QUIT
else
  apache_conf >"$work/server.conf"
  command=("$apache" -f "$work/server.conf" -D FOREGROUND)
  graceful=WINCH
fi

# What was written is written out before this program ends.
finish() {
  exec 3>&-
  wait "$writer"
  exit "$1"
}

if [ -n "$testing" ]; then
  "$fpm" "${fpm_options[@]}" -y "$work/fpm.conf" -t 3>&- && "${command[@]}" -t 3>&-
  finish $?
fi

for file in ${logs[@]+"${logs[@]}"}; do
  : >>"$file"
  tail -qn 0 -F "$file" >&3 2>/dev/null 3>&- &
  followers+=($!)
done

fpm_pid='' server_pid='' stopping=''
stop() {
  stopping=1
  [ -z "$server_pid" ] || kill -"$graceful" "$server_pid" 2>/dev/null
  [ -z "$fpm_pid" ] || [ -n "$server_pid" ] || kill -QUIT "$fpm_pid" 2>/dev/null
}
trap stop TERM INT

echo "Starting php-fpm with $WEB_CONCURRENCY workers..." >&2
# Each in a process group of its own, so that workers whose master was killed can be ended, too.
set -m
"$fpm" "${fpm_options[@]}" --nodaemonize --fpm-config "$work/fpm.conf" 3>&- &
fpm_pid=$!
until [ -S "$socket" ] || ! kill -0 "$fpm_pid" 2>/dev/null; do sleep 0.02; done
if [ -S "$socket" ] && [ -z "$stopping" ]; then
  echo "Starting $server..." >&2
  "${command[@]}" 3>&- &
  server_pid=$!
  echo "Application ready for connections on port $PORT." >&2
fi

# A signal ends the wait before a server ended.
first=''
while [ -z "$first" ]; do
  wait -n $fpm_pid $server_pid
  status=$?
  kill -0 "$fpm_pid" 2>/dev/null || first=php-fpm
  [ -z "$server_pid" ] || kill -0 "$server_pid" 2>/dev/null || first=${first:-$server}
done

if [ -z "$stopping" ]; then
  echo "$first ended unexpectedly with status $status; ending the rest." >&2
  # Its workers would go on, and keep the other from ending.
  if [ "$first" = php-fpm ]; then kill -KILL -- "-$fpm_pid"; else kill -KILL -- "-$server_pid"; fi 2>/dev/null
fi
kill -QUIT "$fpm_pid" 2>/dev/null
[ -z "$server_pid" ] || kill -"$graceful" "$server_pid" 2>/dev/null
for pid in $fpm_pid $server_pid; do
  while kill -0 "$pid" 2>/dev/null; do wait "$pid"; done
done
kill -KILL -- "-$fpm_pid" ${server_pid:+"-$server_pid"} 2>/dev/null
[ -z "${followers+x}" ] || kill "${followers[@]}" 2>/dev/null
if [ -n "$stopping" ]; then finish 143; else finish $(( status == 0 ? 1 : status )); fi
