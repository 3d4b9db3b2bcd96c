using Microsoft.Extensions.Logging.Abstractions;
using Paas.Testing;

namespace Paas.State;

public static class FileStateStoreConformanceTests
{
    // So little slack makes the suites run through many compactions.
    private const int Slack = 200;

    private static ValueTask<IStateStore> Open(string directory) =>
        ValueTask.FromResult<IStateStore>(FileStateStore.Open(directory, NullLogger.Instance, path => new AppendFile(path), Slack));

    public sealed class Conformance : StateStoreConformance
    {
        private readonly TemporaryDirectory _directory = new();

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory["state"]);

        protected override ValueTask CleanUpAsync()
        {
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Durability : StateStoreDurabilityConformance
    {
        private readonly TemporaryDirectory _directory = new();

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory["state"]);

        protected override ValueTask<IStateStore> OpenAtAsync(string location) => Open(location);

        protected override ValueTask CleanUpAsync()
        {
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Concurrency : StateStoreConcurrencyConformance
    {
        private readonly TemporaryDirectory _directory = new();

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory["state"]);

        protected override ValueTask CleanUpAsync()
        {
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    public sealed class Model : StateStoreModelConformance
    {
        private readonly TemporaryDirectory _directory = new();

        protected override ValueTask<IStateStore> OpenAsync() => Open(_directory["state"]);

        protected override ValueTask CleanUpAsync()
        {
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
