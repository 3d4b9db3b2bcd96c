using Paas.Fuzzing.Checks;
using SharpFuzz;

namespace Paas.Fuzzing;

/// <summary>
/// Entries for libFuzzer, which learns from coverage. The first byte of an input decides how the rest is cut, so that the
/// fuzzer finds resumption faults too.
/// </summary>
internal static class FuzzTargets
{
    private static readonly HttpLimits Limits = new();

    public static void Run(string target) => Fuzzer.LibFuzzer.Run(span =>
    {
        if (span.IsEmpty)
            return;
        var input = span[1..].ToArray();
        int[] cuts = input.Length == 0 ? [] : [span[0] % input.Length];
        Run(target, input, cuts);
    });

    /// <summary>Gives one input to a target.</summary>
    public static void Run(string target, byte[] input, int[] cuts)
    {
        switch (target)
        {
            case "request":
                HeadCheck.Request(input, Limits, cuts);
                break;
            case "response":
                HeadCheck.Response(input, toHead: false, Limits, cuts);
                break;
            case "chunks":
                ChunkCheck.Run(input, decode: false, Limits, cuts, 64);
                break;
            case "body":
                ChunkCheck.Run(input, decode: true, Limits, cuts, 7);
                break;
            default:
                throw new ArgumentException($"There is no target '{target}'.", nameof(target));
        }
    }
}
