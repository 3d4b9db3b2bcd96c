using System.Globalization;
using System.Text;

namespace Paas.Load.Simulation;

/// <summary>Latency over percentile, both logarithmic, so that the tail has as much room as the rest. SVG, nothing else.</summary>
internal sealed class PercentilePlot(string title)
{
    private const int Width = 760;
    private const int Height = 420;
    private const int Left = 70;
    private const int Right = 170;
    private const int Top = 40;
    private const int Bottom = 50;
    private const double LastNines = 3;
    private static readonly string[] Colors = ["#c0392b", "#e67e22", "#2980b9", "#27ae60"];
    private readonly List<(string Name, Answers Answers)> _curves = [];

    public void Add(string name, Answers answers) => _curves.Add((name, answers));

    /// <summary>Draws the plot at a height, for several in one file.</summary>
    public string Draw(int offset)
    {
        var most = _curves.Max(curve => curve.Answers.Percentile(0.999));
        var least = _curves.Min(curve => curve.Answers.Percentile(0.1));
        var low = Math.Floor(Math.Log10(least));
        var high = Math.Ceiling(Math.Log10(most) * 4) / 4;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate(0,{offset})\">");
        Text(svg, Left, 24, title, "start", 15);
        foreach (var percentile in (ReadOnlySpan<double>)[0, 50, 90, 95, 99, 99.9])
        {
            var x = X(percentile / 100);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {Top}V{Height - Bottom}\" stroke=\"#ddd\"/>");
            Text(svg, x, Height - Bottom + 18, "p" + percentile.ToString(CultureInfo.InvariantCulture), "middle", 12);
        }
        foreach (var milliseconds in (ReadOnlySpan<double>)[10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000])
        {
            if (Math.Log10(milliseconds) < low || Math.Log10(milliseconds) > high)
                continue;
            var y = Y(milliseconds);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y:0.#}H{Width - Right}\" stroke=\"#ddd\"/>");
            Text(svg, Left - 6, y + 4, milliseconds < 1000 ? $"{milliseconds} ms" : $"{milliseconds / 1000} s", "end", 12);
        }
        // Names at the ends of their curves, pushed apart where those meet.
        var labels = Enumerable.Range(0, _curves.Count).OrderBy(i => Y(_curves[i].Answers.Percentile(0.999))).ToList();
        var before = double.MinValue;
        foreach (var i in labels)
        {
            var (name, answers) = _curves[i];
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colors[i]}\" stroke-width=\"2\" points=\"");
            for (var nines = 0.0; nines <= LastNines; nines += 0.02)
            {
                var share = 1 - Math.Pow(10, -nines);
                svg.Append(CultureInfo.InvariantCulture, $"{X(share):0.#},{Y(answers.Percentile(share)):0.#} ");
            }
            svg.Append("\"/>");
            before = Math.Max(before + 16, Y(answers.Percentile(0.999)) + 4);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 8}\" y=\"{before:0.#}\" font-size=\"13\" fill=\"{Colors[i]}\">{name}</text>");
        }
        return svg.Append("</g>").AppendLine().ToString();

        double X(double share) => Left + Math.Min(LastNines, -Math.Log10(1 - share)) / LastNines * (Width - Left - Right);

        double Y(double milliseconds) => Height - Bottom - (Math.Log10(Math.Max(1, milliseconds)) - low) / (high - low) * (Height - Top - Bottom);
    }

    /// <summary>One SVG file of several plots, one below the other.</summary>
    public static string File(params PercentilePlot[] plots)
    {
        var height = Height * plots.Length;
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\">\n"
            + $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>\n"
            + string.Concat(plots.Select((plot, i) => plot.Draw(i * Height))) + "</svg>\n";
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, int size) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"#333\">{text}</text>");
}
