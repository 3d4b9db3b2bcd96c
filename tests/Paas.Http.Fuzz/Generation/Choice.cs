namespace Paas.Fuzzing.Generation;

internal static class Choice
{
    public static T Of<T>(this Random random, ReadOnlySpan<T> items) => items[random.Next(items.Length)];

    /// <summary>True once in <paramref name="n"/>.</summary>
    public static bool OneIn(this Random random, int n) => random.Next(n) == 0;

    public static string Letters(this Random random, int count)
    {
        var letters = new char[count];
        for (var i = 0; i < count; i++)
            letters[i] = (char)('a' + random.Next(26));
        return new string(letters);
    }
}
