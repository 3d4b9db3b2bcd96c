using System.Diagnostics;

namespace Paas.Builds;

/// <summary>Runs bash with an environment of the caller's and nothing else, as a build dyno does.</summary>
public static class Bash
{
    // What an engine hands through so that a build reaches the network from where it stands.
    private static readonly string[] _handedThrough =
    [
        "PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "NODE_EXTRA_CA_CERTS", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO",
    ];

    public static Dictionary<string, string> Environment(string home)
    {
        var environment = _handedThrough
            .Select(static name => (Name: name, Value: System.Environment.GetEnvironmentVariable(name)))
            .Where(static entry => entry.Value is not null)
            .ToDictionary(static entry => entry.Name, static entry => entry.Value!);
        environment["HOME"] = home;
        environment["LANG"] = "C.UTF-8";
        environment["STACK"] = "heroku-24";
        return environment;
    }

    public static Process Start(string commandLine, string directory, IReadOnlyDictionary<string, string> environment, Action<string> onOutput)
    {
        var start = new ProcessStartInfo("bash", ["-c", commandLine])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        var gate = new Lock();
        DataReceivedEventHandler write = (_, data) =>
        {
            if (data.Data is null)
                return;
            lock (gate)
                onOutput(data.Data);
        };
        process.OutputDataReceived += write;
        process.ErrorDataReceived += write;
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Skips the test, by name of what is missing, on a machine without the program.</summary>
    public static void Require(string program)
    {
        var found = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
        Assert.SkipUnless(found, $"'{program}' is not installed on this machine.");
    }
}
