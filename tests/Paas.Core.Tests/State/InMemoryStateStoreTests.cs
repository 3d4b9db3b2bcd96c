using Paas.Testing;

namespace Paas.State;

public static class InMemoryStateStoreTests
{
    private static ValueTask<IStateStore> Open() => ValueTask.FromResult<IStateStore>(new InMemoryStateStore());

    public sealed class Conformance : StateStoreConformance
    {
        protected override ValueTask<IStateStore> OpenAsync() => Open();

        protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
    }

    public sealed class Watch : StateStoreWatchConformance
    {
        protected override ValueTask<IStateStore> OpenAsync() => Open();

        protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
    }

    public sealed class Concurrency : StateStoreConcurrencyConformance
    {
        protected override ValueTask<IStateStore> OpenAsync() => Open();

        protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
    }

    public sealed class Model : StateStoreModelConformance
    {
        protected override bool IsDurable => false;

        protected override int Sequences => 500;

        protected override ValueTask<IStateStore> OpenAsync() => Open();

        protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
    }
}
