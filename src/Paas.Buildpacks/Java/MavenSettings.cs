using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Paas.Caching;
using Paas.Files;
using Paas.Jvm;
using Paas.Shell;

namespace Paas.Java;

/// <summary>
/// The settings of Maven: <c>MAVEN_SETTINGS_PATH</c>, else what is at <c>MAVEN_SETTINGS_URL</c>, else settings.xml of the
/// app; with the proxies of the platform, unless they name their own. They may hold passwords: what is written is
/// removed at the end. Source: devcenter.heroku.com/articles/using-a-custom-maven-settings-xml, maven.apache.org/settings.html.
/// </summary>
internal sealed class MavenSettings(BuildContext context, ConfinedDirectory app, BuildCache cache, ImmutableDictionary<string, string> environment)
{
    private const string Directory = "settings";

    /// <summary>Path of the file for Maven, null when there is none; or an error.</summary>
    public async ValueTask<(string? Path, string? Error)> PrepareAsync(CancellationToken cancellationToken)
    {
        var (path, name, error) = await ChooseAsync(cancellationToken);
        if (error is not null)
            return (null, error);

        var proxies = await JvmProxies.ReadAsync(context, environment, cancellationToken);
        if (proxies.Proxies.IsEmpty)
            return (path, null);

        var text = path is null ? "<settings/>" : (await context.CaptureAsync($"cat {ShellText.Quote(path)}", environment, cancellationToken)).Output;
        if (!TryAddProxies(text, proxies, out var merged, out error))
            return (null, $"{name}, {error}");
        new ConfinedDirectory(cache.Open(Directory)).WriteText("settings.xml", merged);
        return (Path.Combine(cache.Open(Directory), "settings.xml"), null);
    }

    public void Remove() => cache.Delete(Directory);

    /// <summary>The settings with proxies, if they have none; or why they cannot be read.</summary>
    public static bool TryAddProxies(string settings, JvmProxies proxies, out string merged, out string? error)
    {
        merged = settings;
        error = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(settings), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var document = XDocument.Load(reader);
            var root = document.Root!;
            if (root.Elements().Any(static element => element.Name.LocalName == "proxies"))
                return true;

            root.Add(new XElement(root.Name.Namespace + "proxies", proxies.Proxies.Select(proxy => Proxy(root.Name.Namespace, proxy, proxies.NonProxyHosts))));
            merged = document.ToString();
            return true;
        }
        catch (XmlException e)
        {
            error = e.LineNumber == 0
                ? "which must not have a DOCTYPE, is not valid XML."
                : string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber}, column {e.LinePosition}: this is not valid XML.");
            return false;
        }
    }

    private static XElement Proxy(XNamespace space, JvmProxy proxy, string nonProxyHosts) => new(
        space + "proxy",
        new XElement(space + "id", $"platform-{proxy.Protocol}"),
        new XElement(space + "active", "true"),
        new XElement(space + "protocol", proxy.Protocol),
        new XElement(space + "host", proxy.Host),
        new XElement(space + "port", proxy.Port),
        proxy.User is null ? null : new XElement(space + "username", proxy.User),
        proxy.Password is null ? null : new XElement(space + "password", proxy.Password),
        new XElement(space + "nonProxyHosts", nonProxyHosts));

    private async ValueTask<(string? Path, string Name, string? Error)> ChooseAsync(CancellationToken cancellationToken)
    {
        if (context.ConfigVars.GetValueOrDefault("MAVEN_SETTINGS_PATH") is { Length: > 0 } path)
        {
            var (missing, _) = await context.CaptureAsync($"[ -r {ShellText.Quote(path)} ]", environment, cancellationToken);
            return missing == 0
                ? (path, path, null)
                : (null, path, $"The config var MAVEN_SETTINGS_PATH names '{path}', which is not in the source. Commit the file, or remove the config var: heroku config:unset MAVEN_SETTINGS_PATH");
        }

        if (context.ConfigVars.GetValueOrDefault("MAVEN_SETTINGS_URL") is { Length: > 0 })
        {
            var file = Path.Combine(cache.Open(Directory), "downloaded.xml");
            context.Output.Step("Getting settings.xml from MAVEN_SETTINGS_URL");
            var (failed, output) = await context.CaptureAsync(
                $"curl --fail --silent --show-error --location --retry 3 --max-time 60 --output {ShellText.Quote(file)} -- \"$MAVEN_SETTINGS_URL\" 2>&1", environment, cancellationToken);
            return failed == 0
                ? (file, "The settings at MAVEN_SETTINGS_URL", null)
                : (null, "", $"The settings at the config var MAVEN_SETTINGS_URL could not be had: {output.Replace(context.ConfigVars["MAVEN_SETTINGS_URL"], "…", StringComparison.Ordinal).Trim()}");
        }

        return app.FileExists("settings.xml") ? (app.PathOf("settings.xml"), "settings.xml", null) : (null, "", null);
    }
}
