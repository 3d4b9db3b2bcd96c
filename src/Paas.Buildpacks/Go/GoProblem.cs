using System.Text.RegularExpressions;
using Paas.Failures;

namespace Paas.Go;

/// <summary>Says what was wrong from what the go command printed: the place in the source, and the fix where it is known.</summary>
internal static partial class GoProblem
{
    private const int MaxPlaces = 5;

    private static readonly KnownFailure[] _known =
    [
        new(MissingSum(), "go.sum does not vouch for a module that the app uses.", "Run 'go mod tidy' and commit go.mod and go.sum."),
        new(InconsistentVendor(), "vendor/ does not match go.mod.", "Run 'go mod vendor' and commit vendor/, or remove vendor/ so that modules are downloaded."),
        new(MissingModule(), "go.mod names no module that has a package which the app imports.", "Run 'go mod tidy' (and 'go mod vendor', if the app has a vendor/) and commit what it changed."),
        new(OutdatedModule(), "go.mod is not up to date.", "Run 'go mod tidy' and commit go.mod and go.sum."),
        new(TooOld(), "go.mod or a module asks for a newer Go than this build uses.", "Ask for a newer Go with the go line of go.mod (remove '// +heroku goVersion' and the config var GOVERSION), or lower the go line."),
        new(Refused(), "A private repository could not be read.", "Give its credentials with a config var such as GO_GIT_CRED__HTTPS__GITHUB__COM=user:token, and name its modules in the config var GOPRIVATE."),
        new(BadSum(), "A module is not the one that go.sum vouches for.", "If its change is meant: remove its lines from go.sum, run 'go mod tidy' and commit go.sum."),
        new(Unreachable(), "Modules could not be downloaded.", "Set the config var GOPROXY to a module proxy that builds can reach, or commit the modules: 'go mod vendor'."),
        new(NoCompiler(), "A package needs a C compiler, and none is where builds run.", "Install one (Debian: apt-get install gcc libc6-dev), or set the config var CGO_ENABLED=0."),
    ];

    public static string Explain(string command, int exitCode, IReadOnlyList<string> output)
    {
        if (KnownFailure.Explain(_known, output) is { } known)
            return known;

        var places = output.Where(static line => Place().IsMatch(line)).Distinct().Take(MaxPlaces).Select(static line => line.StartsWith("./", StringComparison.Ordinal) ? line[2..] : line).ToArray();
        return places.Length > 0
            ? KnownFailure.Text("The app does not compile:", places)
            : KnownFailure.Unknown(command, exitCode, output);
    }

    [GeneratedRegex(@"^(vet: )?(\S+\.(go|s|c|h|cc|cpp)|\S*go\.(mod|work|sum)):\d+(:\d+)?: ")]
    private static partial Regex Place();

    [GeneratedRegex("missing go.sum entry|go.sum file is missing|missing go.sum")]
    private static partial Regex MissingSum();

    [GeneratedRegex("inconsistent vendoring|is explicitly required in go.mod, but not marked|import lookup disabled by -mod=vendor|marked as explicit in vendor/modules.txt|cannot find package \"\\.\" in:")]
    private static partial Regex InconsistentVendor();

    [GeneratedRegex("no required module provides package|cannot find module providing package")]
    private static partial Regex MissingModule();

    [GeneratedRegex("updates to go.mod needed|update to go.mod needed|missing from go.mod|existing contents have changed since last read")]
    private static partial Regex OutdatedModule();

    [GeneratedRegex(@"requires go >= ?|module requires Go \d|invalid go version|unknown directive: toolchain|toolchain not available")]
    private static partial Regex TooOld();

    [GeneratedRegex("terminal prompts disabled|could not read Username|could not read Password|Authentication failed|Permission denied \\(publickey|Host key verification failed")]
    private static partial Regex Refused();

    [GeneratedRegex("checksum mismatch|SECURITY ERROR")]
    private static partial Regex BadSum();

    [GeneratedRegex("dial tcp|no such host|connection refused|i/o timeout|TLS handshake|x509:|module lookup disabled by GOPROXY=off|404 Not Found|403 Forbidden|50[0-9] (Internal|Bad|Service|Gateway)|unrecognized import path|file does not exist|unknown revision")]
    private static partial Regex Unreachable();

    [GeneratedRegex("C compiler \"[^\"]+\" not found|exec: \"(gcc|cc|clang)\": executable file not found")]
    private static partial Regex NoCompiler();
}
