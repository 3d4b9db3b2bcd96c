<?php

namespace App;

use Monolog\Handler\StreamHandler;
use Monolog\Logger;

final class Log
{
    public static function create(): Logger
    {
        return new Logger('app', [new StreamHandler('php://stderr', Logger::INFO)]);
    }
}
