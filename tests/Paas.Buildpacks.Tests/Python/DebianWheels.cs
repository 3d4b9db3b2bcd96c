using Paas.Builds;

namespace Paas.Python;

/// <summary>Wheels of Flask, Django and gunicorn, made from the Debian packages of this machine: a package index without a network.</summary>
internal static class DebianWheels
{
    private const string Interpreter = "/usr/bin/python3";

    public static string PythonVersion { get; private set; } = "";

    public static async Task RequireAsync()
    {
        Assert.SkipUnless(File.Exists(Interpreter), "Debian's python3 is not installed on this machine.");
        var (exitCode, output) = await RunAsync("-c 'import flask, gunicorn, pip, sys; print(\"%d.%d\" % sys.version_info[:2])'");
        Assert.SkipUnless(exitCode == 0, "Debian's python3-flask, gunicorn or python3-pip is not installed on this machine.");
        PythonVersion = output.Trim();
    }

    /// <param name="framework">Debian's package of the web framework.</param>
    public static async Task<TestDirectory> MakeAsync(string framework = "python3-flask")
    {
        var directory = new TestDirectory();
        var (exitCode, output) = await RunAsync($"'{Path.Combine(AppContext.BaseDirectory, "Python", "debian_wheels.py")}' '{directory.Path}' {framework} python3-gunicorn python3-setuptools");
        Assert.True(exitCode == 0, output);
        return directory;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string arguments)
    {
        var output = new TestOutput();
        using var process = Bash.Start($"{Interpreter} {arguments}", Path.GetTempPath(), Bash.Environment(Path.GetTempPath()), output.Line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Text);
    }
}
