using System.Globalization;
using System.Text;
using Paas.Scaling.Simulation;

namespace Paas.Scaling;

/// <summary>Load, dynos and p95 over time, one below the other, for some ways to scale. SVG, nothing else.</summary>
internal sealed class AutoscalingPlot(string title, double target)
{
    private const int Width = 900;
    private const int Left = 60;
    private const int Right = 150;
    private const int Top = 34;
    private const int Panel = 150;
    private const int Gap = 22;
    private const double MostResponse = 30_000;
    private static readonly string[] Colors = ["#7f8c8d", "#e67e22", "#c0392b", "#2980b9", "#27ae60", "#8e44ad"];
    private readonly List<(string Name, ScalingRun Run)> _runs = [];

    public void Add(string name, ScalingRun run) => _runs.Add((name, run));

    public string Draw()
    {
        var height = Top + (3 * (Panel + Gap)) + 20;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\" font-family=\"sans-serif\">\n<rect width=\"{Width}\" height=\"{height}\" fill=\"#fff\"/>\n");
        Text(svg, Left, 20, title, "start", 15, "#333");
        var load = _runs[0].Run.Moments.Max(static moment => moment.Rate);
        DrawPanel(svg, 0, "requests/s", value => value / (load * 1.05), [0, Round(load / 2), Round(load)], _runs[..1], static moment => moment.Rate, "#333");
        var dynos = _runs.Max(static run => run.Run.MostDynos);
        DrawPanel(svg, 1, "dynos", value => value / (dynos * 1.05), [0, dynos / 2, dynos], _runs, static moment => moment.Quantity, null);
        DrawPanel(svg, 2, "p95", static value => (Math.Log10(Math.Clamp(value, 50, MostResponse)) - Math.Log10(50)) / Math.Log10(MostResponse / 50), [100, 1000, 10_000], _runs, static moment => moment.Response, null);
        var y = PanelTop(2) + (Panel * (1 - (Math.Log10(target / 50) / Math.Log10(MostResponse / 50))));
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y:0.#}H{Width - Right}\" stroke=\"#000\" stroke-dasharray=\"4 3\"/>\n");
        Text(svg, Width - Right + 8, y + 4, string.Create(CultureInfo.InvariantCulture, $"target {target:0} ms"), "start", 12, "#000");
        for (var i = 0; i < _runs.Count; i++)
            Text(svg, Width - Right + 8, PanelTop(1) + 14 + (i * 18), _runs[i].Name, "start", 13, Colors[i]);
        return svg.Append("</svg>\n").ToString();
    }

    private static int PanelTop(int panel) => Top + (panel * (Panel + Gap));

    private static double Round(double value) => value >= 20 ? Math.Round(value / 10) * 10 : Math.Round(value);

    private static void DrawPanel(
        StringBuilder svg, int panel, string unit, Func<double, double> share, double[] marks,
        List<(string Name, ScalingRun Run)> runs, Func<ScalingMoment, double> value, string? color)
    {
        var top = PanelTop(panel);
        Text(svg, Left + 4, top + 12, unit, "start", 12, "#777");
        foreach (var mark in marks)
        {
            var y = top + (Panel * (1 - share(mark)));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y:0.#}H{Width - Right}\" stroke=\"#e3e3e3\"/>\n");
            Text(svg, Left - 6, y + 4, panel < 2 ? mark.ToString("0", CultureInfo.InvariantCulture) : mark < 1000 ? $"{mark:0} ms" : $"{mark / 1000:0} s", "end", 12, "#333");
        }

        var length = runs[0].Run.Curve.Length;
        for (var minutes = 0d; minutes <= length.TotalMinutes; minutes += length.TotalMinutes / 6)
        {
            var x = Left + (minutes / length.TotalMinutes * (Width - Left - Right));
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {top}V{top + Panel}\" stroke=\"#e3e3e3\"/>\n");
            if (panel == 2)
                Text(svg, x, top + Panel + 16, minutes < 120 && length.TotalHours < 5 ? $"{minutes:0} min" : $"{minutes / 60:0.#} h", "middle", 12, "#333");
        }

        for (var i = 0; i < runs.Count; i++)
        {
            // A point for every two pixels; of the moments between two points the worst.
            var moments = runs[i].Run.Moments;
            var step = Math.Max(1, moments.Count / ((Width - Left - Right) / 2));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{color ?? Colors[i]}\" stroke-width=\"{(panel == 1 ? "2" : "1.2")}\" points=\"");
            for (var at = 0; at < moments.Count; at += step)
            {
                var worst = moments.Skip(at).Take(step).Max(value);
                var x = Left + (moments[at].At / length * (Width - Left - Right));
                svg.Append(CultureInfo.InvariantCulture, $"{x:0.#},{top + (Panel * (1 - share(worst))):0.#} ");
            }

            svg.Append("\"/>\n");
        }
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, int size, string color) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>\n");
}
