using System.Globalization;
using System.Text;
using Paas.Jvm;

namespace Paas.Gradle;

/// <summary>The gradle.properties of the home that builds have. Source: docs.gradle.org/current/userguide/build_environment.html.</summary>
internal static class GradleProperties
{
    public static string Create(JvmProxies proxies)
    {
        // Compiled classes are kept between builds, which each begin with no build directory.
        var text = new StringBuilder("org.gradle.caching=true\n");
        foreach (var proxy in proxies.Proxies)
        {
            Add(text, $"systemProp.{proxy.Protocol}.proxyHost", proxy.Host);
            Add(text, $"systemProp.{proxy.Protocol}.proxyPort", proxy.Port.ToString(CultureInfo.InvariantCulture));
            if (proxy.User is not null)
                Add(text, $"systemProp.{proxy.Protocol}.proxyUser", proxy.User);
            if (proxy.Password is not null)
                Add(text, $"systemProp.{proxy.Protocol}.proxyPassword", proxy.Password);
        }

        // https has none of its own.
        if (!proxies.Proxies.IsEmpty && proxies.NonProxyHosts.Length > 0)
            Add(text, "systemProp.http.nonProxyHosts", proxies.NonProxyHosts);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string key, string value)
    {
        text.Append(key).Append('=');
        foreach (var c in value)
        {
            if (c is '\\' or '=' or ':' or '#' or '!' or ' ')
                text.Append('\\').Append(c);
            else if (c is < ' ' or > '~')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        text.Append('\n');
    }
}
