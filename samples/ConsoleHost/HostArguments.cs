using System.Globalization;

namespace ConsoleHost;

/// <summary>What the command line says.</summary>
internal sealed record HostArguments
{
    public const string Usage =
        """
        Usage: dotnet run --project samples/ConsoleHost [-- options]
          --data DIR       directory of everything durable (default: .paas)
          --port N         port of the router (default: 8080; 0 = any free one)
          --git-port N     port of git and the API, with TLS on the next (default: 5000; 0 = any free ones)
          --once           deploy, show, stop and exit
        """;

    public string Data { get; init; } = ".paas";

    public int Port { get; init; } = 8080;

    public int GitPort { get; init; } = 5000;

    public bool Once { get; init; }

    /// <summary>Returns null and says why when the arguments make no sense.</summary>
    public static HostArguments? Parse(string[] args, TextWriter error)
    {
        var arguments = new HostArguments();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--once":
                    arguments = arguments with { Once = true };
                    break;
                case "--data" when value is { Length: > 0 }:
                    arguments = arguments with { Data = value };
                    i++;
                    break;
                case "--port" when TryPort(value, out var port):
                    arguments = arguments with { Port = port };
                    i++;
                    break;
                case "--git-port" when TryPort(value, out var port):
                    arguments = arguments with { GitPort = port };
                    i++;
                    break;
                default:
                    error.WriteLine($"'{args[i]}{(value is null ? "" : " " + value)}' is not understood.");
                    error.WriteLine(Usage);
                    return null;
            }
        }

        return arguments;
    }

    private static bool TryPort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65_535;
}
