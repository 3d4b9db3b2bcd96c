using System.Collections.Immutable;
using Paas.Shell;
using Paas.Toolchains;

namespace Paas.Python;

/// <summary>An interpreter of the machine.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Path">The real program, not a link, a shim or a virtual environment's.</param>
/// <param name="PipVersion">Version of its pip; null when it has none.</param>
/// <param name="IsInApp">True when it was got for the app and lies in its slug.</param>
internal sealed record PythonInterpreter(PythonVersion Version, string Path, PythonVersion? PipVersion, bool IsInApp = false)
{
    // A version manager's shim answers for whatever the app directory asks for, or fails; so the program that really runs
    // tells its own path. A virtual environment's asks the one that it was made of, about that one's pip.
    private const string Functions = """
        question='import os, sys
        program = os.path.realpath(sys.executable)
        if len(sys.argv) > 1 and sys.prefix != sys.base_prefix:
          os.execv(program, [program, "-c", sys.argv[1]])
        sys.path[:] = filter(None, sys.path)
        try:
          from pip import __version__ as pip
        except Exception:
          pip = "-"
        print("python", sys.version.split()[0], pip, program)'
        describe() { "$1" -c "$question" "$question" 2>/dev/null; }
        """;

    private const string Everything = """
        IFS=:
        for directory in $PATH /usr/bin /usr/local/bin; do
          for program in "$directory"/python3 "$directory"/python3.[0-9] "$directory"/python3.[0-9][0-9]; do
            [ -x "$program" ] && describe "$program"
          done
        done
        if command -v pyenv >/dev/null; then
          for program in "$(pyenv root)"/versions/*/bin/python3; do
            [ -x "$program" ] && describe "$program"
          done
        fi
        true
        """;

    public string MinorVersion => $"{Version.Major}.{Version.Minor}";

    /// <summary>
    /// The interpreter for a request: the machine's <c>python3</c> when it fits, else the newest that does. When none
    /// fits the result is null and all that were found are given for the error.
    /// </summary>
    public static async ValueTask<(PythonInterpreter? Chosen, ImmutableArray<PythonInterpreter> Found)> FindAsync(
        BuildContext context, PythonVersionRequest request, ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var named = request.Range.Intervals is [var (from, _)] && from.Minor > 0 ? $"describe python{from.Major}.{from.Minor} || " : "";
        var (_, output) = await context.CaptureAsync($"{Functions}\n{named}describe python3; true", environment, cancellationToken);
        var found = Read(output);
        if (found.FirstOrDefault(one => request.Range.Contains(one.Version)) is { } usual)
            return (usual, found);

        (_, output) = await context.CaptureAsync($"{Functions}\n{Everything}", environment, cancellationToken);
        found = [.. Read(output).DistinctBy(static one => one.Path).OrderByDescending(static one => one.Version)];
        return (found.FirstOrDefault(one => request.Range.Contains(one.Version)), found);
    }

    /// <summary>Gets an interpreter that the machine lacks, into the app. Exactly one of the two results is not null.</summary>
    public static async ValueTask<(PythonInterpreter? Interpreter, string? Error)> GetAsync(
        BuildContext context, ToolchainFinder finder, PythonVersionRequest request, ImmutableArray<PythonInterpreter> found, string home,
        ImmutableDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var (toolchain, error) = await finder.FindAsync(context, new ToolchainRequest("python", "Python")
        {
            Range = request.Source is null ? "of any version" : request.Text,
            AskedBy = request.Source,
            Accepts = version => PythonVersion.TryParse(version, out var parsed) && request.Range.Contains(parsed),
            Probe = found.IsEmpty ? "true" : string.Join('\n', found.Select(static one => $"echo {one.Version} {ShellText.Quote(System.IO.Path.GetDirectoryName(one.Path)!)}")),
            Directory = home,
            Advice = "Debian: apt-get install python3 python3-pip",
        }, environment, cancellationToken);
        if (toolchain is null || !PythonVersion.TryParse(toolchain.Version, out var version))
            return (null, error);

        var program = System.IO.Path.Combine(toolchain.Bin, "python3");
        var (_, pip) = await context.CaptureAsync($"{ShellText.Quote(program)} -m pip --version", environment, cancellationToken);
        return (new PythonInterpreter(version, program, pip.Split(' ') is ["pip", var number, ..] && PythonVersion.TryParse(number, out var pipVersion) ? pipVersion : null, IsInApp: true), null);
    }

    private static ImmutableArray<PythonInterpreter> Read(string output)
    {
        var interpreters = ImmutableArray.CreateBuilder<PythonInterpreter>();
        foreach (var line in output.Split('\n'))
        {
            if (line.Split(' ', 4) is not ["python", var number, var pip, var path] || !PythonVersion.TryParse(number, out var version))
                continue;

            interpreters.Add(new PythonInterpreter(version, path, PythonVersion.TryParse(pip, out var pipVersion) ? pipVersion : null));
        }

        return interpreters.ToImmutable();
    }
}
