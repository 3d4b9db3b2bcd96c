using Paas.Files;
using Paas.Shell;

namespace Paas.Python;

/// <summary>
/// The app's own Python: a virtual environment in <c>.heroku/python</c> that can be moved. A usual one cannot, its
/// programs name the directory in which they were made. Here <c>bin/python3</c> is a script that starts the machine's
/// interpreter under its own path, by which Python finds <c>pyvenv.cfg</c> beside it, wherever that is; and the programs
/// start with <c>#!/usr/bin/env python3</c>. An interpreter that was got for the app is that directory itself.
/// </summary>
internal sealed class PythonHome(ConfinedDirectory app, PythonInterpreter interpreter)
{
    public const string Directory = ".heroku/python";

    public string Program => app.PathOf($"{Directory}/bin/python3");

    public string SitePackages => $"{Directory}/lib/python{interpreter.MinorVersion}/site-packages";

    /// <summary>A file that each build writes before it installs anything.</summary>
    public string Stamp => interpreter.IsInApp ? $"{Directory}/lib/python{interpreter.MinorVersion}/.paas-build" : $"{Directory}/pyvenv.cfg";

    /// <summary>Makes the environment, or renews its few files over one from the cache.</summary>
    public void Create(bool withSystemPackages = false)
    {
        app.CreateDirectory(SitePackages);
        if (interpreter.IsInApp)
        {
            app.WriteText(Stamp, "");
            return;
        }

        app.WriteText($"{Directory}/pyvenv.cfg", $"""
            home = {Path.GetDirectoryName(interpreter.Path)}
            include-system-site-packages = {(withSystemPackages ? "true" : "false")}
            version = {interpreter.Version}

            """);

        var missing = $"Python {interpreter.Version} ({interpreter.Path}), with which this app was built, is no longer installed. Install it again or deploy anew.";
        var starter = $$"""
            #!/usr/bin/env bash
            [ -x {{ShellText.Quote(interpreter.Path)}} ] || { echo {{ShellText.Quote(missing)}} >&2; exit 127; }
            exec -a "$(cd "${BASH_SOURCE[0]%/*}" && pwd)/python3" {{ShellText.Quote(interpreter.Path)}} "$@"

            """;
        foreach (var name in new[] { "python3", "python", $"python{interpreter.MinorVersion}" })
            app.WriteText($"{Directory}/bin/{name}", starter, executable: true);
    }

    /// <summary>
    /// Replaces the first line of the installed programs that name the directory of this build, and their checksums in
    /// the packages' records, so that the same packages give the same files wherever they were built.
    /// </summary>
    public void MakeProgramsMovable()
    {
        var records = System.IO.Directory.EnumerateDirectories(app.PathOf(SitePackages), "*.dist-info")
            .Select(static path => $"{Path.GetFileName(path)}/RECORD").ToArray();
        foreach (var path in System.IO.Directory.EnumerateFiles(app.PathOf($"{Directory}/bin")))
        {
            var name = Path.GetFileName(path);
            if (app.ReadText($"{Directory}/bin/{name}") is not { } text || !text.StartsWith("#!", StringComparison.Ordinal))
                continue;

            // Where the path is too long for a kernel, pip writes #!/bin/sh and two lines that both languages understand.
            var body = text.IndexOf('\n', StringComparison.Ordinal);
            if (text.StartsWith("#!/bin/sh\n'''exec' ", StringComparison.Ordinal) && text.IndexOf("\n' '''\n", StringComparison.Ordinal) is > 0 and var end)
                body = end + "\n' '''".Length;
            if (body < 0 || !text.AsSpan(0, body).Contains(app.PathOf(Directory), StringComparison.Ordinal))
                continue;

            app.WriteText($"{Directory}/bin/{name}", "#!/usr/bin/env python3" + text[body..], executable: true);
            foreach (var record in records)
                ForgetChecksum($"{SitePackages}/{record}", $"../../../bin/{name},");
        }
    }

    private void ForgetChecksum(string record, string entry)
    {
        if (app.ReadText(record) is not { } text || !text.Contains(entry, StringComparison.Ordinal))
            return;

        var lines = text.Split('\n').Select(line => line.StartsWith(entry, StringComparison.Ordinal) ? entry + "," : line);
        app.WriteText(record, string.Join('\n', lines));
    }
}
