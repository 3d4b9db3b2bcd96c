using System.Collections.Immutable;
using System.Globalization;
using Paas.Shell;

namespace Paas.Jvm;

/// <summary>The proxies of builds, which tools on the JVM do not take from the environment as others do.</summary>
/// <param name="Proxies">At most one for each of http and https.</param>
/// <param name="NonProxyHosts">Hosts that are reached without, in Java's notation: <c>localhost|*.example.com</c>.</param>
internal sealed record JvmProxies(ImmutableArray<JvmProxy> Proxies, string NonProxyHosts)
{
    private const string Probe = """
        printf 'http %s\nhttps %s\nno %s\n' "${http_proxy:-${HTTP_PROXY:-}}" "${https_proxy:-${HTTPS_PROXY:-}}" "${no_proxy:-${NO_PROXY:-}}"
        """;

    public static async ValueTask<JvmProxies> ReadAsync(BuildContext context, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var (_, output) = await context.CaptureAsync(Probe, environment, cancellationToken);
        return Parse(ShellAnswers.Find(output, "http"), ShellAnswers.Find(output, "https"), ShellAnswers.Find(output, "no"));
    }

    public static JvmProxies Parse(string? http, string? https, string? none)
    {
        var proxies = ImmutableArray.CreateBuilder<JvmProxy>();
        foreach (var (protocol, text) in new[] { ("http", http), ("https", https) })
        {
            if (text is not null && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var url) && url.Host.Length > 0)
            {
                var login = url.UserInfo.Split(':', 2);
                proxies.Add(new JvmProxy(protocol, url.Host, url.Port, Unescape(login[0]), login.Length > 1 ? Unescape(login[1]) : null));
            }
        }

        // Java knows no ranges of addresses.
        var hosts = (none ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(static host => !host.Contains('/', StringComparison.Ordinal))
            .Select(static host => host.StartsWith('.') ? $"*{host}" : host);
        return new JvmProxies(proxies.ToImmutable(), string.Join('|', hosts));
    }

    /// <summary>
    /// System properties for the command line of a JVM, as words without blanks. Source: Java's "Networking Properties".
    /// Passwords are not among them: other processes can read a command line.
    /// </summary>
    public string Options
    {
        get
        {
            var words = Proxies.SelectMany(static proxy => new[] { $"-D{proxy.Protocol}.proxyHost={proxy.Host}", string.Create(CultureInfo.InvariantCulture, $"-D{proxy.Protocol}.proxyPort={proxy.Port}") });
            return string.Join(' ', !Proxies.IsEmpty && NonProxyHosts.Length > 0 ? words.Append($"-Dhttp.nonProxyHosts={NonProxyHosts}") : words);
        }
    }

    private static string? Unescape(string text) => text.Length == 0 ? null : Uri.UnescapeDataString(text);
}
