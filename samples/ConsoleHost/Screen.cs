namespace ConsoleHost;

/// <summary>Writes to the console; in colour on a terminal only.</summary>
internal static class Screen
{
    private static readonly bool Colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    public static void Title(string text) => Write(ConsoleColor.Cyan, $"\n=== {text}");

    public static void Line(string text = "") => Console.WriteLine(text);

    public static void Dim(string text) => Write(ConsoleColor.DarkGray, text);

    public static void Error(string text) => Write(ConsoleColor.Red, $" !    {text.Replace("\n", "\n !    ", StringComparison.Ordinal)}");

    private static void Write(ConsoleColor colour, string text)
    {
        if (Colour)
            Console.ForegroundColor = colour;
        Console.WriteLine(text);
        if (Colour)
            Console.ResetColor();
    }
}
