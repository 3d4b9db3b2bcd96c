using Paas.Testing;

namespace Paas;

public sealed class InMemorySlugStoreTests : SlugStoreConformance
{
    protected override ISlugStore CreateStore() => new InMemorySlugStore();
}
