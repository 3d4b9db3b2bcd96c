using Paas.Fuzzing.Checks;
using Paas.Fuzzing.Generation;

namespace Paas.Fuzzing;

/// <summary>One round of a seeded run: makes a message by grammar, damages it, and lets a check look at it.</summary>
/// <param name="seed">The same seed makes the same rounds.</param>
internal sealed class FuzzRound(int seed)
{
    private readonly Random _random = new(seed);
    private RequestGrammar? _requests;
    private ResponseGrammar? _responses;
    private BodyGrammar? _bodies;
    private Mutator? _mutator;

    /// <summary>Runs one round. Throws <see cref="FindingException"/> with the input that shows it.</summary>
    public void Run(string kind)
    {
        _requests ??= new RequestGrammar(_random);
        _responses ??= new ResponseGrammar(_random);
        _bodies ??= new BodyGrammar(_random);
        _mutator ??= new Mutator(_random);
        var limits = _random.OneIn(3) ? HeadCheck.SmallLimits : new HttpLimits();
        byte[] input;
        switch (kind)
        {
            case "request":
                input = _mutator.Mutate(_requests.Next(), 4);
                HeadCheck.Request(input, limits, Cuts(input.Length));
                break;
            case "response":
                input = _mutator.Mutate(_responses.Next(), 4);
                HeadCheck.Response(input, _random.OneIn(4), limits, Cuts(input.Length));
                break;
            case "chunks":
                input = _mutator.Mutate(System.Text.Encoding.Latin1.GetBytes(_bodies.Chunks() + (_random.OneIn(2) ? "GET" : "")), 3);
                ChunkCheck.Run(input, _random.OneIn(2), limits, Cuts(input.Length), 1 + _random.Next(200));
                break;
            default:
                throw new ArgumentException($"There is no kind '{kind}'; there are request, response and chunks.", nameof(kind));
        }
    }

    private int[] Cuts(int length)
    {
        var cuts = new int[_random.OneIn(10) ? Math.Min(length, 300) : _random.Next(4)];
        for (var i = 0; i < cuts.Length; i++)
            cuts[i] = _random.Next(length + 1);
        Array.Sort(cuts);
        return cuts;
    }
}
