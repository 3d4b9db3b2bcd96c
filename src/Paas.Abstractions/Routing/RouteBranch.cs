using System.Runtime.CompilerServices;

namespace Paas;

/// <summary>An inner node: for each four bits of a hash a branch, a leaf (an array of entries), or nothing.</summary>
internal sealed class RouteBranch
{
    public const int Width = 16;
    private Slots _slots;

    public object? this[int index] => _slots[index];

    public RouteBranch With(int index, object? node)
    {
        var copy = new RouteBranch { _slots = _slots };
        copy._slots[index] = node;
        return copy;
    }

    /// <summary>Sets a place of a branch that nobody else knows yet.</summary>
    public void Fill(int index, object? node) => _slots[index] = node;

    [InlineArray(Width)]
    private struct Slots
    {
        private object? _first;
    }
}
