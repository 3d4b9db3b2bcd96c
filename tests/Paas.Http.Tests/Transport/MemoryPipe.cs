using System.IO.Pipelines;

namespace Paas.Transport;

/// <summary>Two pipes: one end for the connection, the other for the test.</summary>
internal sealed class MemoryPipe : IDuplexPipe
{
    private readonly Pipe _input;
    private readonly Pipe _output;

    public MemoryPipe(PipeOptions? options = null)
    {
        _input = new Pipe(options ?? PipeOptions.Default);
        _output = new Pipe(options ?? PipeOptions.Default);
    }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output => _output.Writer;

    /// <summary>What the test writes here, the connection receives.</summary>
    public PipeWriter ToConnection => _input.Writer;

    /// <summary>What the connection sends.</summary>
    public PipeReader FromConnection => _output.Reader;
}
