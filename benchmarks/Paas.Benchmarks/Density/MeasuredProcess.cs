using System.Diagnostics;
using System.Globalization;

namespace Paas.Density;

/// <summary>The host's process seen from outside, by <c>/proc</c>.</summary>
internal sealed class MeasuredProcess : IDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    private readonly Process _process;

    private MeasuredProcess(Process process) => _process = process;

    public static MeasuredProcess Launch(string data, bool outlive, int apps, int dynosPerApp)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(MeasuredProcess).Assembly.Location);
        foreach (var argument in (string[])["density-host", data, outlive.ToString(), apps.ToString(CultureInfo.InvariantCulture), dynosPerApp.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        return new MeasuredProcess(Process.Start(start)!);
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            // Behind the name, which may hold anything: state is field 3, utime 14, stime 15 (proc_pid_stat(5)).
            var stat = File.ReadAllText(PathOf("stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
    }

    /// <summary>Resident memory in MB.</summary>
    public double Resident => Kilobytes("VmRSS:") / 1024;

    public int Threads => (int)Kilobytes("Threads:");

    /// <summary>Waits for a line that begins so and returns the rest.</summary>
    public async Task<string> WaitAsync(string word)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(6));
        while (await _process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
                return line[word.Length..].Trim();
            await Console.Error.WriteLineAsync(line);
        }

        throw new InvalidOperationException($"The host ended before it said '{word}'.");
    }

    public Task SendAsync(string command) => _process.StandardInput.WriteLineAsync(command);

    /// <summary>SIGKILL, to the host alone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private double Kilobytes(string name) => double.Parse(
        File.ReadLines(PathOf("status")).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private string PathOf(string file) => $"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/{file}";
}
