namespace Paas.Api.Local;

/// <summary>The text of <c>heroku.env</c>: what a POSIX shell sources so that the client works with this platform.</summary>
internal static class ClientVariables
{
    /// <param name="api">Plain HTTP.</param>
    /// <param name="tls">TLS.</param>
    /// <param name="tokenFile">File that holds the token.</param>
    /// <param name="authorityFile">Certificate of the authority that signed that of <paramref name="tls"/>.</param>
    public static string Format(Uri api, Uri tls, string tokenFile, string authorityFile)
    {
        var host = Quote(api.GetLeftPart(UriPartial.Authority));
        var bundle = Quote(Path.Combine(Path.GetDirectoryName(authorityFile)!, "bundle.pem"));
        var (token, authority) = (Quote(tokenFile), Quote(authorityFile));
        return $$"""
            # For the heroku client: source this file in a shell. Made anew at each start of the platform.
            export HEROKU_HOST={{host}}
            if [ -r {{token}} ]; then export HEROKU_API_KEY="$(cat {{token}})"; fi
            export HEROKU_GIT_HOST={{Quote(tls.Authority)}}
            export HEROKU_BUILDPACK_REGISTRY_URL={{host}}
            export HEROKU_DATA_HOST={{Quote(api.Host)}}
            export HEROKU_LOGIN_HOST={{host}}
            export HEROKU_STATUS_HOST={{host}}
            # Left alone, the client would wait for servers of Heroku, and send them the token.
            export HEROKU_PARTICLEBOARD_URL={{host}}
            export DISABLE_TELEMETRY=true
            export HEROKU_SKIP_NEW_VERSION_CHECK=true
            export HEROKU_DISABLE_AUTOUPDATE=1
            # A key chain would take this platform's token for that of Heroku.
            export HEROKU_NETRC_WRITE=true
            case ",${NO_PROXY:-}," in *,127.0.0.1,*) ;; *) export NO_PROXY="${NO_PROXY:+$NO_PROXY,}localhost,127.0.0.1" ;; esac

            # Node takes one file of further authorities: with one that was there, it is both in one, whole at any time: another
            # shell may source this at the same moment.
            case "${NODE_EXTRA_CA_CERTS:-}" in
              '') NODE_EXTRA_CA_CERTS={{authority}} ;;
              {{authority}}|{{bundle}}) ;;
              *) cat "$NODE_EXTRA_CA_CERTS" {{authority}} 2>/dev/null > {{bundle}}.$$ && mv -f {{bundle}}.$$ {{bundle}} && NODE_EXTRA_CA_CERTS={{bundle}} ;;
            esac
            export NODE_EXTRA_CA_CERTS

            # git trusts the authority for this address only; a file for all addresses would be the only one that counts.
            paas_git_config() {
              eval "export GIT_CONFIG_KEY_${GIT_CONFIG_COUNT:-0}=\"\$1\" GIT_CONFIG_VALUE_${GIT_CONFIG_COUNT:-0}=\"\$2\""
              export GIT_CONFIG_COUNT=$((${GIT_CONFIG_COUNT:-0} + 1))
            }
            if [ -n "${GIT_SSL_CAINFO:-}" ]; then paas_git_config http.sslCAInfo "$GIT_SSL_CAINFO"; unset GIT_SSL_CAINFO; fi
            paas_git_config {{Quote($"http.{tls.GetLeftPart(UriPartial.Authority)}/.sslCAInfo")}} {{authority}}

            """.ReplaceLineEndings("\n");
    }

    /// <summary>A word that a shell takes as it is.</summary>
    private static string Quote(string value) => "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
