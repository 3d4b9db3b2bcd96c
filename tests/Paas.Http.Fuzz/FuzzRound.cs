using Paas.Fuzzing.Checks;
using Paas.Fuzzing.Generation;

namespace Paas.Fuzzing;

/// <summary>One round of a seeded run: makes a message by grammar, damages it, and lets a check look at it.</summary>
/// <param name="seed">The same seed makes the same rounds.</param>
internal sealed class FuzzRound(int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private RequestGrammar? _requests;
    private ResponseGrammar? _responses;
    private BodyGrammar? _bodies;
    private Http2Grammar? _http2;
    private Mutator? _mutator;
    private RouterWorld? _world;
    private int _worldAge;

    /// <summary>What became of the requests that reached an app, by H-code or status class: tells that rounds get everywhere.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = [];

    /// <summary>Runs one round. Throws <see cref="FindingException"/> with the input that shows it.</summary>
    public void Run(string kind)
    {
        _requests ??= new RequestGrammar(_random);
        _responses ??= new ResponseGrammar(_random);
        _bodies ??= new BodyGrammar(_random);
        _http2 ??= new Http2Grammar(_random);
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
            case "router":
                RouterCheck.Run(World(), _mutator.Mutate(_requests.Next(), _random.OneIn(3) ? 3 : 0));
                CountLines();
                break;
            case "http2":
                RouterCheck.RunHttp2(World(), _mutator.Mutate(_http2.Next(), _random.OneIn(3) ? 3 : 0));
                CountLines();
                break;
            default:
                throw new ArgumentException($"There is no kind '{kind}'; there are request, response, chunks, router and http2.", nameof(kind));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _world?.Dispose();

    private RouterWorld World()
    {
        if (_world is null || ++_worldAge > 1000)
        {
            _world?.Dispose();
            _world = new RouterWorld(_random, () => _mutator!.Mutate(_responses!.Next(), _random.OneIn(3) ? 3 : 0));
            _worldAge = 0;
        }
        return _world;
    }

    private void CountLines()
    {
        foreach (var line in _world!.Lines)
            Count(line);
    }

    private void Count(string line)
    {
        var code = line.IndexOf("code=", StringComparison.Ordinal);
        var status = line.IndexOf(" status=", StringComparison.Ordinal);
        var outcome = code >= 0 ? line.Substring(code + 5, 3) : line[status + 8] + "xx";
        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
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
