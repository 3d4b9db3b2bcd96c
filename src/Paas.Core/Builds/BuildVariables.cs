using System.Collections.Immutable;

namespace Paas.Builds;

/// <summary>The environment that every command of a build begins with.</summary>
internal static class BuildVariables
{
    // What OpenSSL, curl, git, Python, pip, Node and Cargo ask for the authorities to trust.
    private static readonly string[] _authorities =
        ["SSL_CERT_FILE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "PIP_CERT", "NODE_EXTRA_CA_CERTS", "CARGO_HTTP_CAINFO"];

    private static readonly string[] _systemBundles =
        ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    /// <param name="options">What the host adds.</param>
    /// <param name="app">The app.</param>
    /// <param name="version">Commit id of the source.</param>
    /// <param name="workDirectory">Where to put the bundle of authorities, so that a dyno sees it wherever it runs.</param>
    /// <exception cref="PaasException">The host's certificates cannot be read.</exception>
    public static ImmutableSortedDictionary<string, string> Create(EngineOptions options, App app, string? version, string workDirectory)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["CI"] = "true" };
        foreach (var name in options.BuildEnvironment)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                variables[name] = value;
        }

        if (options.BuildCertificates is { } certificates)
        {
            var bundle = WriteBundle(certificates, workDirectory);
            foreach (var name in _authorities)
                variables[name] = bundle;
        }

        foreach (var (name, value) in options.BuildVariables)
            variables[name] = value;
        options.ConfigureBuild?.Invoke(app, variables);

        variables["STACK"] = app.Stack;
        variables["SOURCE_VERSION"] = version ?? "";
        variables["REQUEST_ID"] = Guid.NewGuid().ToString();
        return variables.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Most programs take a bundle instead of the system's authorities, so it has those, too.</summary>
    private static string WriteBundle(string certificates, string workDirectory)
    {
        var bundle = Path.Combine(workDirectory, "ca-certificates.crt");
        try
        {
            var system = Array.Find(_systemBundles, File.Exists);
            File.WriteAllText(bundle, $"{(system is null ? "" : File.ReadAllText(system))}\n{File.ReadAllText(certificates)}\n");
            return bundle;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PaasException(PaasErrors.Unavailable, $"The certificates for builds cannot be read: {exception.Message} The host sets them by EngineOptions.BuildCertificates.", exception);
        }
    }
}
