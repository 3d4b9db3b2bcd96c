using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Paas.State;

namespace Paas.Engine;

/// <summary>One commit of two documents of 1 KB, on the disk when it returns.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class StateStoreBenchmarks
{
    private readonly string _directory = Directory.CreateTempSubdirectory("paas-bench-").FullName;
    private readonly byte[] _json = System.Text.Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 1_000)}\"}}");
    private FileStateStore _file = null!;
    private ServiceProvider _services = null!;
    private IStateStore _sqlite = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _file = FileStateStore.Open(Path.Combine(_directory, "state"), NullLogger<FileStateStore>.Instance);
        var services = new ServiceCollection();
        services.Configure<PaasOptions>(options => options.DataDirectory = _directory);
        services.AddPaas(static paas => paas.UseSqlite("paas.db"));
        _services = services.BuildServiceProvider();
        _sqlite = _services.GetRequiredService<IStateStore>();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _file.Dispose();
        _services.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task<long?> Sqlite() => await CommitAsync(_sqlite);

    [Benchmark]
    public async Task<long?> Files() => await CommitAsync(_file);

    private ValueTask<long?> CommitAsync(IStateStore store) => store.CommitAsync([new StateChange("a", _json), new StateChange("b", _json)], CancellationToken.None);
}
