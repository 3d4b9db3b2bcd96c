using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));

do
{
    Console.WriteLine("Worked");
}
while (await timer.WaitForNextTickAsync());
