using System.ComponentModel;
using System.Diagnostics;

namespace Paas.Dynos.Local;

/// <summary>Runs a program of the system to its end.</summary>
internal static class ToolRun
{
    /// <returns>Null when it succeeded; otherwise what it said.</returns>
    public static string? Try(string program, IEnumerable<string> arguments, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        try
        {
            using var process = Process.Start(start)!;
            if (input is not null)
                process.StandardInput.Write(input);
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : said.Trim() is { Length: > 0 } text ? text : $"exit code {process.ExitCode}";
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return exception.Message;
        }
    }
}
